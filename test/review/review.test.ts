import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ProofDetail } from '../../lib/ask/index.ts';
import { parseProofFile } from '../../lib/proofs/file/index.ts';
import { createProofKeeper } from '../../lib/proofs/index.ts';
import type { ReviewCommand } from '../../lib/review/index.ts';
import { recordAt } from '../../scripts/json.ts';
import { eventually } from '../fakes/eventually.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { random } from '../fakes/random.ts';
import { lookAt } from '../fakes/review.ts';

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
  await eventually(() => expect(browser.calls).toContain('rest'));
});

/** From now on these settings hold. */
async function change(settings: object): Promise<void> {
  await browser.localStore.set('settings', { ...browser.enclave.settings, ...settings });
}

async function opened(
  type: 'proofs/open' | 'proofs/recheck' = 'proofs/open',
): Promise<ProofDetail> {
  return (await lookAt(browser, { type, id }, 'proofs/detail')).proof;
}

describe('a kept proof', () => {
  it('is listed, opened, and checked again from what was kept', async () => {
    const list = { type: 'proofs/list', search: 'quoted', limit: 10 } as const;
    const { items, total } = await lookAt(browser, list, 'proofs/list');
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({ id, questionPreview: 'What is the answer?' });
    const proof = await opened();
    expect(proof).toMatchObject({
      answer: 'The answer is 42.',
      quote: 'Some quoted text.',
      isDevelopmentRoot: true,
      keyId: 1,
      states: { enclave: 'holds', receipt: 'holds', answered: 'complete' },
    });
    expect(proof.enclave.measurement).toMatchObject({ pcr0: '11'.repeat(48) });
    expect(proof.steps.map(({ name }) => name)).toContain('receipt-answer');
    expect(proof.steps.every(({ verdict }) => verdict !== 'fail')).toBe(true);
  });

  it('still holds long after its certificates have ended, as of its own time', async () => {
    browser.clock.advance(365 * 24 * 3_600_000);
    expect((await opened('proofs/recheck')).states.enclave).toBe('holds');
  });

  it('no longer holds once its image is not allowed any more', async () => {
    await change({ releases: [] });
    const proof = await opened();
    expect(proof.states.enclave).toBe('fails');
    expect(proof.error?.code).toBe('measurement-unknown');
  });

  it('never brings its own root along', async () => {
    await change({ developmentRoots: [] });
    const proof = await opened();
    expect(proof.states.enclave).toBe('fails');
    expect(proof.error?.code).toBe('root-unknown');
  });

  it('fails when what was kept of the answer is another text', async () => {
    const kept = await browser.proofs.open(id);
    await browser.proofs.keep({ ...kept, text: { ...kept.text, answer: 'The answer is 43.' } });
    const proof = await opened();
    expect(proof.states).toMatchObject({ enclave: 'holds', receipt: 'fails' });
    expect(proof.error?.code).toBe('receipt-answer-mismatch');
  });

  it('holds in nothing once its proof record is gone from behind our back', async () => {
    const handle = await openDB('sotto');
    const ask = recordAt({ ask: await handle.get('asks', id) }, 'ask');
    const states = { ...recordAt(ask, 'states'), enclave: 'registry', settlement: 'holds' };
    await handle.put('asks', { ...ask, states });
    await handle.delete('proofs', id);
    handle.close();
    const proof = await opened();
    expect(proof.states).toEqual({
      enclave: 'fails',
      sealed: 'pending',
      answered: 'complete',
      receipt: 'fails',
      settlement: 'fails',
    });
    expect(proof).toMatchObject({ answer: 'The answer is 42.', steps: [] });
    expect(proof.error?.code).toBe('record-invalid');
  });

  it('that never had one stays what it was: unproven, and nothing wrong with it', async () => {
    const kept = await browser.proofs.open(id);
    const states = {
      enclave: 'pending',
      sealed: 'pending',
      answered: 'truncated',
      receipt: 'missing',
      settlement: 'not-watched',
    } as const;
    const error = { code: 'interrupted', advice: 'retry' } as const;
    id = 'unproven';
    await browser.proofs.keep({ ...kept, id, states, error, facts: null });
    const proof = await opened();
    expect(proof.states).toEqual(states);
    expect(proof.error).toEqual(error);
  });

  it('is gone everywhere when it is forgotten', async () => {
    const second = new FakePage(browser.startWorker());
    second.link.send({ type: 'app/open' });
    page.link.send({ type: 'proofs/forget', id });
    expect((await page.message('proofs/forgotten')).id).toBe(id);
    expect((await page.until(({ ask }) => ask === null)).ask).toBeNull();
    await expect(opened()).rejects.toThrow('proof-unknown');
    expect(browser.sessionStore.values.has('ask')).toBe(false);
  });
});

describe('what is handed out', () => {
  it('is one file a proof, and the count of those that prove nothing', async () => {
    const kept = await browser.proofs.open(id);
    await browser.proofs.keep({ ...kept, id: 'unsent', facts: null });
    const command: ReviewCommand = { type: 'proofs/export', ids: [], withPlaintext: false };
    const { text } = await lookAt(browser, command, 'proofs/exported');
    expect(parseProofFile(text).plaintext).toBeNull();
    expect(await lookAt(browser, command, 'proofs/export-end')).toMatchObject({
      count: 1,
      skipped: 1,
    });
  });

  it('is all the rest, where one was forgotten meanwhile', async () => {
    const command: ReviewCommand = {
      ...{ type: 'proofs/export', withPlaintext: false },
      ids: ['forgotten', id],
    };
    const end = await lookAt(browser, command, 'proofs/export-end');
    expect(end).toMatchObject({ count: 1, skipped: 1 });
  });

  it('is counted, and held against the journal', async () => {
    const { overview } = await lookAt(browser, { type: 'proofs/overview' }, 'proofs/overview');
    expect(overview).toMatchObject({ asks: 1, journal: { breaks: [], altered: [], removed: [] } });
  });
});

describe('a search', () => {
  const find = async (search: string): Promise<string[]> => {
    const { items } = await lookAt(
      browser,
      { type: 'proofs/list', search, limit: 9 },
      'proofs/list',
    );
    return items.map((item) => item.id);
  };

  it('finds what another context has kept, and nothing that it has forgotten', async () => {
    expect(await find('quoted')).toEqual([id]);
    const other = createProofKeeper(random);
    await other.keep({
      ...(await browser.proofs.open(id)),
      id: 'later',
      createdAtMs: 1,
      facts: null,
    });
    expect(await find('quoted')).toEqual([id, 'later']);
    await other.forget(id);
    expect(await find('quoted')).toEqual(['later']);
  });
});

describe('history that is switched off', () => {
  it('keeps nothing', async () => {
    await change({ keepHistory: false });
    const other = new FakePage(browser.startWorker());
    other.link.send({ type: 'app/open' });
    other.link.send({ type: 'draft/change', draft: { question: 'A second question?' } });
    other.link.send({ type: 'ask/start' });
    await other.until(
      ({ ask }) => ask?.proof.answered === 'complete' && ask.draft.question.startsWith('A second'),
    );
    const list = { type: 'proofs/list', search: '', limit: 10 } as const;
    expect((await lookAt(browser, list, 'proofs/list')).total).toBe(1);
  });
});
