import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LockDesk } from '../../lib/ask/index.ts';
import { FakePage } from '../fakes/desk.ts';
import { eventually } from '../fakes/eventually.ts';
import { passphraseOf } from '../fakes/passphrase.ts';
import { SettlingDesk } from '../fakes/settling-desk.ts';

let settling: SettlingDesk;
let desk: LockDesk;
let page: FakePage;
let show: () => void;
let looking: Promise<void>;

/** A passphrase is set, and the log is silent in the middle of a look. */
beforeEach(async () => {
  settling = await SettlingDesk.start();
  const { browser } = settling;
  await settling.askOnce();
  await passphraseOf(browser).set('four stones on the quay', 0);
  desk = browser.startLocked();
  page = new FakePage(desk);
  page.link.send({ type: 'app/open' });
  await page.until(({ isLocked }) => isLocked === false);
  let isAsked = false;
  const shown = new Promise<void>((resolve) => (show = resolve));
  browser.enclave.behaviour.intercept = ({ path }) => {
    if (!path.startsWith('/log/')) return undefined;
    isAsked = true;
    return shown.then(() => new Response(null, { status: 503 }));
  };
  browser.clock.advance(20 * 60_000);
  looking = desk.onAlarm();
  await eventually(() => expect(isAsked).toBe(true));
});

describe('a look at the log', () => {
  it('does not hold a lock back, and is made again', async () => {
    page.link.send({ type: 'lock/now' });
    await page.until(({ isLocked }) => isLocked === true);
    show();
    await looking;
    const [open] = await settling.browser.proofs.openLogs();
    expect(open?.log).toMatchObject({ looks: 0 });
    expect(open?.leaves).not.toEqual([]);
  });

  it('leaves nothing when all was wiped meanwhile', async () => {
    page.link.send({ type: 'lock/wipe' });
    await page.until(({ isLocked }) => isLocked === undefined);
    show();
    await looking;
    expect(await settling.browser.proofs.openLogs()).toEqual([]);
    expect(await logsIn(indexedDB)).toEqual([]);
  });
});

async function logsIn(factory: IDBFactory): Promise<unknown[]> {
  const [{ name = '' } = {}] = await factory.databases();
  const database = await openDB(name);
  const logs: unknown[] = await database.getAll('logs');
  database.close();
  return logs;
}
