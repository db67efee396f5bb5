import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../fakes/eventually.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { MODEL } from '../fakes/enclave.ts';

let browser: FakeBrowser;
let page: FakePage;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  page = new FakePage(browser.startWorker());
});

describe('an ask', () => {
  it('goes from question to proven answer', async () => {
    await page.ready();
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
    expect(ask).toMatchObject({
      phase: 'done',
      answerText: 'The answer is 42.',
      isProvisional: false,
      isLanguageModel: false,
      model: MODEL.id,
      upstream: MODEL.upstream,
      sentBytes: 4096,
      proof: { enclave: 'holds', sealed: 'holds', answered: 'complete', receipt: 'holds' },
    });
    expect(ask?.enclave?.measurement).toMatchObject({ pcr0: '11'.repeat(48) });
    // What the line carried, and what of it was the message: the difference is what hiding costs.
    const { askedBytes = 0, toldBytes = 0, receivedBytes = 0 } = ask ?? {};
    expect(askedBytes).toBeGreaterThan('What is the answer?'.length);
    expect(askedBytes).toBeLessThan(1_100);
    expect(toldBytes).toBeGreaterThan('The answer is 42.'.length + 64);
    expect(receivedBytes).toBeGreaterThan(toldBytes + 256);
  });

  it('sends nothing that bears the prompt before Send', async () => {
    await page.ready();
    expect(browser.enclave.askRequests).toEqual([]);
    const sent = browser.enclave.requests.map(({ path, body }) => [path, body]);
    expect(sent.every(([, body]) => body === null)).toBe(true);
  });

  it('says the question to nobody but the enclave', async () => {
    await page.ready('A question that nobody may see');
    page.link.send({ type: 'ask/start' });
    await page.until((state) => state.ask?.phase === 'done');
    const [request] = browser.enclave.askRequests;
    expect(request?.body?.length).toBe(4096);
    expect(Buffer.from(request?.body ?? []).toString('latin1')).not.toContain('nobody may see');
    const [asked] = browser.enclave.asked;
    expect(asked?.content).toContain('A question that nobody may see');
    expect(asked?.fields.map(([name]) => name)).toEqual([
      'content-type',
      'accept',
      'sotto-openings',
      'sotto-padding',
    ]);
  });

  it('scrubs the outside before the first request, and asks everybody the same', async () => {
    await page.ready();
    page.link.send({ type: 'ask/start' });
    await page.until((state) => state.ask?.phase === 'done');
    expect(browser.calls.find((call) => call.startsWith('scrub'))).toBe('scrub after 0 requests');
    for (const { init, headers } of browser.enclave.requests) {
      expect(init).toMatchObject({
        credentials: 'omit',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        cache: 'no-store',
      });
      const known = ['accept', 'content-type'];
      expect(Object.keys(headers).every((name) => known.includes(name))).toBe(true);
    }
  });

  it('uses each sealing context once', async () => {
    await page.ready();
    for (const expected of [1, 2]) {
      page.link.send({ type: 'ask/start' });
      await page.until(() => browser.enclave.asked.length === expected);
      await page.until((state) => state.ask?.proof.answered === 'complete');
    }
    const [first, second] = browser.enclave.askRequests.map(({ body }) => body?.slice(0, 39));
    expect(first).not.toEqual(second);
    // One look at the enclave served both.
    expect(browser.enclave.requests.filter(({ path }) => path === '/evidence')).toHaveLength(1);
  });

  it('looks at the enclave again after ten minutes', async () => {
    await page.ready();
    browser.clock.advance(10 * 60_000);
    page.link.send({ type: 'ask/start' });
    await page.until((state) => state.ask?.proof.answered === 'complete');
    expect(browser.enclave.requests.filter(({ path }) => path === '/evidence')).toHaveLength(2);
  });

  it('stays awake for as long as it runs', async () => {
    await page.ready();
    page.link.send({ type: 'ask/start' });
    await page.until((state) => state.ask?.proof.answered === 'complete');
    await eventually(() => expect(browser.calls.filter((c) => c === 'rest')).toHaveLength(1));
    expect(browser.calls.filter((call) => call === 'awake')).toHaveLength(1);
  });

  it('refuses an empty question', async () => {
    page.link.send({ type: 'ask/start' });
    expect((await page.message('problem')).error.code).toBe('question-empty');
    expect(browser.enclave.requests).toEqual([]);
  });

  it('refuses what does not fit the largest size, and keeps the text', async () => {
    await page.ready();
    const quote = 'x'.repeat(1_000_000);
    page.link.send({ type: 'draft/change', draft: { quote } });
    const { leaves } = await page.until((state) => state.draft.quote.length === 1_000_000);
    expect(leaves?.error?.code).toBe('question-too-large');
    page.link.send({ type: 'ask/start' });
    const { ask, draft } = await page.until((state) => state.ask?.phase === 'refused');
    expect(ask?.error).toEqual({ code: 'question-too-large', advice: 'stop' });
    expect(draft.quote).toBe(quote);
    expect(browser.enclave.askRequests).toEqual([]);
  });

  it('refuses a model that the statement does not name', async () => {
    await page.ready();
    page.link.send({ type: 'ask/start', model: 'someone-else' });
    const { ask } = await page.until((state) => state.ask?.phase === 'refused');
    expect(ask?.error?.code).toBe('model-unknown');
    expect(browser.enclave.askRequests).toEqual([]);
  });
});

describe('Stop', () => {
  it('keeps what had arrived and cuts the line when nothing is padded', async () => {
    await page.ready();
    browser.enclave.behaviour.beforePiece = (i) =>
      i < 3 ? Promise.resolve() : new Promise(() => undefined);
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.answerText === 'The answer ');
    page.link.send({ type: 'ask/stop', id: ask?.id ?? '' });
    const stopped = await page.until((state) => state.ask?.phase === 'stopped');
    expect(stopped.ask).toMatchObject({
      answerText: 'The answer ',
      isProvisional: true,
      proof: { answered: 'stopped', receipt: 'missing' },
    });
    expect(browser.enclave.askRequests[0]?.init.signal?.aborted).toBe(true);
  });

  it('reads a padded answer to its end, showing no more of it', async () => {
    await browser.localStore.set('settings', { ...browser.enclave.settings, padding: 'default' });
    page = new FakePage(browser.startWorker());
    await page.ready();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let taken = 0;
    browser.enclave.behaviour.beforePiece = (i) => {
      taken = i;
      return i < 3 ? Promise.resolve() : held;
    };
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.answerText === 'The answer ');
    page.link.send({ type: 'ask/stop', id: ask?.id ?? '' });
    await page.until((state) => state.ask?.phase === 'stopped');
    release();
    await eventually(() => expect(taken).toBeGreaterThanOrEqual(7));
    expect(browser.enclave.askRequests[0]?.init.signal?.aborted).toBe(false);
    expect(page.state?.ask?.answerText).toBe('The answer ');
  });
});
