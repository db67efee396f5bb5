import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';

let browser: FakeBrowser;
let page: FakePage;
let id: string;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  page = new FakePage(browser.startWorker());
  await page.ready();
  page.link.send({ type: 'ask/start' });
  const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
  id = ask?.id ?? '';
  // The worker rests once the last state has been kept too.
  await vi.waitFor(() => expect(browser.calls).toContain('rest'));
});

/** The same store under a new worker whose settings have changed. */
async function reopenUnder(change: object): Promise<FakePage> {
  await browser.localStore.set('settings', { ...browser.enclave.settings, ...change });
  return new FakePage(browser.startWorker());
}

describe('a kept proof', () => {
  it('is listed, opened, and checked again from what was kept', async () => {
    page.link.send({ type: 'proofs/list', search: 'quoted', limit: 10 });
    const { items, total } = await page.message('proofs/list');
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({ id, questionPreview: 'What is the answer?' });
    page.link.send({ type: 'proofs/open', id });
    const { proof } = await page.message('proofs/detail');
    expect(proof).toMatchObject({
      answer: 'The answer is 42.',
      quote: 'Some quoted text.',
      isDevelopmentRoot: true,
      keyId: 1,
      states: { enclave: 'holds', receipt: 'holds', answered: 'complete' },
    });
    expect(proof.enclave.measurement?.pcr0).toBe('11'.repeat(48));
    expect(proof.steps.map(({ name }) => name)).toContain('receipt-answer');
    expect(proof.steps.every(({ verdict }) => verdict !== 'fail')).toBe(true);
  });

  it('still holds long after its certificates have ended, as of its own time', async () => {
    browser.clock.advance(365 * 24 * 3_600_000);
    page.link.send({ type: 'proofs/recheck', id });
    expect((await page.message('proofs/detail')).proof.states.enclave).toBe('holds');
  });

  it('no longer holds once its image is not allowed any more', async () => {
    const other = await reopenUnder({ releases: [] });
    other.link.send({ type: 'proofs/open', id });
    const { proof } = await other.message('proofs/detail');
    expect(proof.states.enclave).toBe('fails');
    expect(proof.error?.code).toBe('measurement-unknown');
  });

  it('never brings its own root along', async () => {
    const other = await reopenUnder({ developmentRoots: [] });
    other.link.send({ type: 'proofs/open', id });
    const { proof } = await other.message('proofs/detail');
    expect(proof.states.enclave).toBe('fails');
    expect(proof.error?.code).toBe('root-unknown');
  });

  it('fails when what was kept of the answer is another text', async () => {
    const kept = await browser.proofs.open(id);
    await browser.proofs.keep({ ...kept, text: { ...kept.text, answer: 'The answer is 43.' } });
    page.link.send({ type: 'proofs/open', id });
    const { proof } = await page.message('proofs/detail');
    expect(proof.states).toMatchObject({ enclave: 'holds', receipt: 'fails' });
    expect(proof.error?.code).toBe('receipt-answer-mismatch');
  });

  it('is gone everywhere when it is forgotten', async () => {
    const second = new FakePage(browser.startWorker());
    second.link.send({ type: 'app/open' });
    page.link.send({ type: 'proofs/forget', id });
    expect((await page.message('proofs/forgotten')).id).toBe(id);
    expect((await page.until(({ ask }) => ask === null)).ask).toBeNull();
    page.link.send({ type: 'proofs/open', id });
    expect((await page.message('problem')).error.code).toBe('proof-unknown');
    expect(browser.sessionStore.values.has('ask')).toBe(false);
  });
});

describe('history that is switched off', () => {
  it('keeps nothing', async () => {
    const other = await reopenUnder({ keepHistory: false });
    other.link.send({ type: 'app/open' });
    other.link.send({ type: 'draft/change', draft: { question: 'A second question?' } });
    other.link.send({ type: 'ask/start' });
    await other.until(
      ({ ask }) => ask?.proof.answered === 'complete' && ask.draft.question.startsWith('A second'),
    );
    other.link.send({ type: 'proofs/list', search: '', limit: 10 });
    expect((await other.message('proofs/list')).total).toBe(1);
  });
});
