import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AlarmView } from '../../lib/ask/index.ts';
import { ProofsError } from '../../lib/proofs/index.ts';
import { eventually } from '../fakes/eventually.ts';
import { entryOf, SettlingDesk } from '../fakes/settling-desk.ts';
import { entriesOf } from '../settlement/fake-log.ts';

let settling: SettlingDesk;

beforeEach(async () => {
  settling = await SettlingDesk.start();
});

async function alarmsShown(count?: number): Promise<readonly AlarmView[]> {
  settling.page.link.send({ type: 'app/open' });
  const { alarms = [] } = await settling.page.until(({ alarms: shown = [] }) => {
    return count === undefined ? shown.length > 0 : shown.length === count;
  });
  return alarms;
}

const lastBadge = (): string | undefined =>
  settling.browser.calls.findLast((call) => call.startsWith('badge '));

/** Asks once, and again after the log has forked; the second receipt stands in the other history. */
async function fork(): Promise<string> {
  const first = await settling.askOnce();
  await settling.serveLog([entryOf(first), ...entriesOf('one', 4)]);
  await settling.ring();
  settling.page.link.send({ type: 'draft/clear' });
  const second = await settling.askOnce(first.id);
  await settling.serveLog([...entriesOf('another history', 6), entryOf(second)]);
  await settling.ring(1000);
  return second.id;
}

describe('an alarm', () => {
  it('of a forked log stands on the button and in the page, over a restart, until it was seen', async () => {
    await fork();
    settling.restart();
    const [alarm] = await alarmsShown(1);
    expect(alarm?.error).toEqual({ code: 'log-split-view', advice: 'stop' });
    await eventually(() => expect(lastBadge()).toBe('badge !'));
    expect(settling.browser.icons).toContain('alarm');
    settling.page.link.send({ type: 'alarms/seen', ids: [alarm?.id ?? ''] });
    await alarmsShown(0);
    expect(lastBadge()).toBe('badge ');
    settling.restart();
    await alarmsShown(0);
  });

  it('keeps both heads and what is between them, and the log is not asked again', async () => {
    await fork();
    const [log] = await settling.browser.proofs.logs();
    expect(log?.split).toHaveLength(2);
    expect(log?.splitHashes?.length).toBeGreaterThan(0);
    const entry = new Uint8Array(32).fill(9);
    const { origin, verifierKey } = log ?? { origin: '', verifierKey: '' };
    const place = { relayUrl: 'https://relay.test', gatewayName: 'desk' };
    const watch = { ...place, origin, verifierKey, entry, deadlineMs: 0 };
    await settling.browser.proofs.watchKey(watch, 0);
    const asked = await settling.serveLog([entry]);
    await settling.desk.onAlarm();
    const found = await settling.browser.proofs.keyLeaves([entry]);
    expect([...found.values()]).toEqual(['split-view']);
    expect(asked).toEqual([]);
  });

  it('of an overdue receipt tells later that it has settled, and goes once it was seen', async () => {
    const kept = await settling.askOnce();
    settling.breakLog();
    await settling.ring(20 * 60_000);
    const late = (await alarmsShown()).find(({ askId }) => askId === kept.id);
    expect(late).toMatchObject({ error: { code: 'settlement-late' }, isOver: false });
    await settling.serveLog([entryOf(kept)]);
    settling.browser.clock.advance(24 * 3_600_000);
    await settling.desk.onAlarm();
    const ofAsk = (alarms: readonly AlarmView[] = []): AlarmView | undefined =>
      alarms.find(({ askId }) => askId === kept.id);
    await settling.page.until(({ alarms }) => ofAsk(alarms)?.isOver === true);
    settling.page.link.send({ type: 'alarms/seen', ids: [late?.id ?? ''] });
    await settling.page.until(({ alarms }) => ofAsk(alarms) === undefined);
    const left = await settling.browser.proofs.alarms();
    expect(left.filter(({ askId }) => askId === kept.id)).toEqual([]);
  });

  it('of an ask goes with it when it is forgotten', async () => {
    const kept = await settling.askOnce();
    settling.breakLog();
    await settling.ring(20 * 60_000);
    await alarmsShown();
    settling.page.link.send({ type: 'proofs/forget', id: kept.id });
    const of = (alarms: readonly AlarmView[] = []) => alarms.map(({ askId }) => askId);
    const { alarms } = await settling.page.until((state) => !of(state.alarms).includes(kept.id));
    expect(of(alarms)).not.toContain(kept.id);
  });
});

describe('a store that is full while no page is open', () => {
  it('is told when one opens next, by another worker too, until it was seen', async () => {
    await settling.page.ready();
    const keep = vi.spyOn(settling.browser.proofs, 'keep');
    keep.mockRejectedValue(new ProofsError('store-full'));
    settling.page.link.send({ type: 'ask/start' });
    await settling.page.until(({ ask }) => ask !== null);
    settling.page.port.disconnect();
    await eventually(() => expect(lastBadge()).toBe('badge !'));
    keep.mockRestore();
    settling.restart();
    const [alarm] = await alarmsShown(1);
    expect(alarm?.error.code).toBe('store-full');
    await settling.browser.sessionStore.remove('not-kept');
    settling.restart();
    await alarmsShown(1);
    settling.page.link.send({ type: 'alarms/seen', ids: [alarm?.id ?? ''] });
    await alarmsShown(0);
    settling.restart();
    await alarmsShown(0);
  });
});
