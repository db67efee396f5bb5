/** What goes along when an answer is copied with its proof, also while its store is under a passphrase. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { proofNote } from '../../entrypoints/page/proof-note.ts';
import { SESSION_KEY } from '../../lib/proofs/index.ts';
import { createPassphrase, type Stretch } from '../../lib/proofs/lock/index.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { MODEL } from '../fakes/enclave.ts';
import { random } from '../fakes/random.ts';
import type { FakeStorage } from '../fakes/storage.ts';

const session = vi.hoisted((): { store: FakeStorage | null } => ({ store: null }));

vi.mock('../../lib/platform/index.ts', () => ({
  sessionStore: { get: (key: string) => session.store?.get(key) },
}));

let browser: FakeBrowser;
let id: string;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  session.store = browser.sessionStore;
  const page = new FakePage(browser.startWorker());
  await page.ready();
  page.link.send({ type: 'ask/start' });
  const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
  id = ask?.id ?? '';
});

async function setPassphrase(): Promise<void> {
  const stretch: Stretch = (passphrase, salt) => {
    const hash = createHash('sha256').update(passphrase).update(salt);
    return Promise.resolve(new Uint8Array(hash.digest()));
  };
  const { sessionStore, clock } = browser;
  const hand = createPassphrase({ random, stretch, now: clock.now, session: sessionStore });
  await hand.set('four stones on the quay', 5);
  await hand.close();
}

describe('the note that goes with a copied answer', () => {
  it('names receipt, log and model of what is kept', async () => {
    const note = await proofNote(id);
    expect(note).toMatchObject({ logOrigin: 'log.test/desk', model: MODEL.id });
    expect(note?.receiptHex).toMatch(/^[0-9a-f]{64}$/);
  });

  it('does so under a passphrase, for as long as it is unlocked and no longer', async () => {
    const before = await proofNote(id);
    await setPassphrase();
    expect(await proofNote(id)).toEqual(before);
    await browser.sessionStore.remove(SESSION_KEY);
    await expect(proofNote(id)).rejects.toMatchObject({ code: 'locked' });
  });
});
