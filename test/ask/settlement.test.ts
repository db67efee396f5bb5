import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../fakes/eventually.ts';
import { entryOf, SettlingDesk } from '../fakes/settling-desk.ts';
import { entriesOf } from '../settlement/fake-log.ts';

let settling: SettlingDesk;

beforeEach(async () => {
  settling = await SettlingDesk.start();
});

async function settlementOf(id: string): Promise<{ state: string; code: string | undefined }> {
  const { states, error } = await settling.browser.proofs.open(id);
  return { state: states.settlement, code: error?.code };
}

describe('a receipt', () => {
  it('is pending until a look finds it, by a worker that knew nothing of the ask', async () => {
    const kept = await settling.askOnce();
    expect(kept.states).toMatchObject({ receipt: 'holds', settlement: 'pending' });
    const asked = await settling.serveLog([...entriesOf('before', 3), entryOf(kept)]);
    settling.restart();
    await settling.ring();
    expect(await settlementOf(kept.id)).toEqual({ state: 'holds', code: undefined });
    expect(asked).toContain('checkpoint');
    const { settlement } = await settling.browser.proofs.open(kept.id);
    expect(settlement?.proof?.index).toBe('3');
  });

  it('is looked for at a time of its own, between half a minute and three after the answer', async () => {
    await settling.askOnce();
    await eventually(() => expect(settling.browser.alarmMs).not.toBeNull());
    const waitMs = (settling.browser.alarmMs ?? 0) - settling.browser.clock.now();
    expect(waitMs).toBeGreaterThanOrEqual(30_000);
    expect(waitMs).toBeLessThanOrEqual(180_000);
  });

  it('that turns settled changes every open page with nobody asking', async () => {
    const kept = await settling.askOnce();
    await settling.serveLog([entryOf(kept)]);
    await settling.ring();
    const state = await settling.page.until(({ ask }) => ask?.proof.settlement === 'holds');
    expect(state.ask?.id).toBe(kept.id);
    expect((await settling.page.message('proofs/changed')).id).toBe(kept.id);
  });

  it('is looked for ever more rarely while the log lacks it', async () => {
    const kept = await settling.askOnce();
    await settling.serveLog(entriesOf('before', 3));
    await settling.ring();
    expect(await settlementOf(kept.id)).toEqual({ state: 'pending', code: undefined });
    const first = (settling.browser.alarmMs ?? 0) - settling.browser.clock.now();
    expect(first).toBeGreaterThanOrEqual(60_000);
  });

  it('is overdue with an alarm when nothing can be read in time, and holds when it can again', async () => {
    const kept = await settling.askOnce();
    settling.breakLog();
    await settling.ring(20 * 60_000);
    expect(await settlementOf(kept.id)).toEqual({ state: 'fails', code: 'settlement-late' });
    expect(settling.browser.calls).toContain('badge !');
    await settling.serveLog([entryOf(kept)]);
    settling.browser.clock.advance(24 * 3_600_000);
    await settling.desk.onAlarm();
    expect(await settlementOf(kept.id)).toEqual({ state: 'holds', code: undefined });
  });

  it('is looked for again after a look that came to no end, without an alarm of it', async () => {
    const kept = await settling.askOnce();
    await settling.serveLog([entryOf(kept)]);
    settling.browser.aside.isBroken = true;
    await settling.ring(20 * 60_000);
    expect(await settlementOf(kept.id)).toEqual({ state: 'pending', code: undefined });
    expect(settling.browser.calls).not.toContain('badge !');
    settling.browser.aside.isBroken = false;
    await settling.ring();
    expect(await settlementOf(kept.id)).toEqual({ state: 'holds', code: undefined });
  });

  it('is found by an aside that was told nothing but hashes and the log’s own files', async () => {
    const kept = await settling.askOnce();
    await settling.serveLog([...entriesOf('before', 3), entryOf(kept)]);
    await settling.ring();
    const words = settling.browser.aside.words.join('\n');
    expect(words).toContain('"type":"start"');
    for (const secret of ['What is the answer?', 'Some quoted text.', 'The answer is 42.'])
      expect(words).not.toContain(secret);
  });

  it('that is proven absent after its deadline is an alarm that stays', async () => {
    const kept = await settling.askOnce();
    await settling.serveLog(entriesOf('others', 5));
    await settling.ring(20 * 60_000);
    expect(await settlementOf(kept.id)).toEqual({ state: 'fails', code: 'settlement-missing' });
  });

  it('in a log that forked is an alarm, and the log is not believed again', async () => {
    const first = await settling.askOnce();
    await settling.serveLog([entryOf(first), ...entriesOf('one', 4)]);
    await settling.ring();
    expect(await settlementOf(first.id)).toMatchObject({ state: 'holds' });
    settling.page.link.send({ type: 'draft/clear' });
    const second = await settling.askOnce(first.id);
    await settling.serveLog([...entriesOf('another history', 6), entryOf(second)]);
    await settling.ring(1000);
    expect(await settlementOf(second.id)).toEqual({ state: 'fails', code: 'log-split-view' });
    expect(settling.browser.calls).toContain('badge !');
  });

  it('of an ask that was forgotten is looked for no more, and leaves a tombstone', async () => {
    const kept = await settling.askOnce();
    settling.page.link.send({ type: 'proofs/forget', id: kept.id });
    await settling.page.message('proofs/forgotten');
    await settling.serveLog([entryOf(kept)]);
    await settling.ring();
    await expect(settling.browser.proofs.open(kept.id)).rejects.toThrow('proof-unknown');
    expect(await settling.browser.proofs.checkJournal()).toMatchObject({
      breaks: [],
      altered: [],
      removed: [],
      unrecorded: [],
      forgotten: 1,
    });
  });

  it('is not looked for where nothing is kept', async () => {
    await settling.browser.localStore.set('settings', {
      ...settling.browser.enclave.settings,
      keepHistory: false,
    });
    settling.restart();
    await settling.page.ready();
    settling.page.link.send({ type: 'ask/start' });
    const { ask } = await settling.page.until((state) => state.ask?.proof.answered === 'complete');
    expect(ask?.proof.settlement).toBe('not-watched');
  });
});
