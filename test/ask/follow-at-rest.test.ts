/** A half-written follow-up outlives the browser where its conversation does, and goes with it. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isPlainObject } from '../../lib/shape/index.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { mortalWorker, type Mortal } from '../fakes/mortal.ts';

const WRITTEN = 'And why the walrus';

let browser: FakeBrowser;
let worker: Mortal;
let page: FakePage;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  begin();
});

function begin(): void {
  worker = mortalWorker(browser);
  page = new FakePage(worker.desk);
}

function restart(): void {
  worker.kill();
  browser.sessionStore.values.clear();
  begin();
  page.link.send({ type: 'app/open' });
}

/** Asked and answered; resolves with its id. */
async function asked({ isUnkept = false } = {}): Promise<string> {
  await page.ready('What is it?');
  if (isUnkept) page.link.send({ type: 'draft/change', draft: { isUnkept } });
  page.link.send({ type: 'ask/start' });
  const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
  const { id } = await page.message('proofs/changed');
  expect(id).toBe(ask?.id);
  return id;
}

async function write(after: string, question = WRITTEN): Promise<void> {
  page.link.send({ type: 'follow/change', after, draft: { question } });
  await page.until((state) => state.follow?.draft.question === question);
}

const atRest = (): Promise<unknown> => browser.proofs.follows();
const isAtRest = (wanted: boolean): Promise<void> =>
  vi.waitFor(async () => expect((await atRest()) !== undefined).toBe(wanted), 10_000);

describe('a half-written follow-up', () => {
  it('stands under its conversation again after the browser’s exit, and nothing is asked', async () => {
    const id = await asked();
    await write(id);
    await isAtRest(true);
    restart();
    const { asks, ask } = await page.until((state) => state.asks.length === 1);
    expect(ask).toBeNull();
    expect(asks[0]).toMatchObject({ id, phase: 'done', preview: 'What is it?' });
    page.link.send({ type: 'ask/show', id });
    const { follow } = await page.until((state) => state.follow !== null);
    expect(follow?.draft.question).toBe(WRITTEN);
    expect(browser.enclave.askRequests).toHaveLength(1);
  });

  it('lies sealed', async () => {
    await write(await asked());
    await isAtRest(true);
    const opening = indexedDB.open('sotto');
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const reading = opening.result.transaction('drafts').objectStore('drafts').get('follows');
    await new Promise((resolve) => (reading.onsuccess = resolve));
    opening.result.close();
    const stored: unknown = reading.result;
    const parts = isPlainObject(stored) ? Object.values(stored) : [];
    const bytes = parts.filter((part) => part instanceof Uint8Array);
    expect(bytes.map(({ length }) => length)).toContain(12);
    expect(Buffer.concat(bytes).toString('latin1')).not.toMatch(/walrus|question/);
  });

  it('is gone once it was sent, or its words were taken away', async () => {
    const id = await asked();
    await write(id);
    await write(id, '');
    await isAtRest(false);
    await write(id);
    page.link.send({ type: 'ask/follow', after: id });
    await page.until(({ ask }) => ask?.place.turn === 2 && ask.proof.answered === 'complete');
    await isAtRest(false);
    restart();
    await page.until((state) => state.enclave.phase === 'ready');
    expect(page.state?.asks).toEqual([]);
  });

  it('goes with its conversation', async () => {
    const id = await asked();
    await write(id);
    await isAtRest(true);
    page.link.send({ type: 'proofs/forget', id });
    await page.message('proofs/forgotten');
    await vi.waitFor(async () => expect(await atRest()).toBeUndefined(), 10_000);
  });

  it('of a conversation that is kept no more is found at the next start and let go', async () => {
    const id = await asked();
    await write(id);
    await isAtRest(true);
    worker.kill();
    await browser.proofs.forget(id);
    restart();
    await page.until((state) => state.enclave.phase === 'ready');
    expect(page.state?.asks).toEqual([]);
    await isAtRest(false);
  });

  it('is in memory only where nothing of its conversation is kept', async () => {
    const id = await asked({ isUnkept: true });
    await write(id);
    await vi.waitFor(() => expect(worker.steps).toContain('keep follows'), 10_000);
    expect(browser.sessionStore.values.has('follows')).toBe(true);
    expect(await atRest()).toBeUndefined();
  });
});
