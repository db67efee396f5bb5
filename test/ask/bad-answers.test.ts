import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AskView } from '../../lib/ask/index.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';

let browser: FakeBrowser;
let page: FakePage;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  page = new FakePage(browser.startWorker());
  await page.ready();
});

async function ended(): Promise<AskView> {
  page.link.send({ type: 'ask/start' });
  const { ask } = await page.until(
    ({ ask }) => ask !== null && (ask.phase === 'failed' || ask.proof.answered !== 'pending'),
  );
  if (ask === null) throw new Error('no ask');
  return ask;
}

describe('an answer', () => {
  it('that is tampered with is cut before the tampered part', async () => {
    browser.enclave.behaviour.tamper = (sealed) =>
      sealed.map((piece, i) => (i === 3 ? piece.map((b, at) => (at === 20 ? b ^ 1 : b)) : piece));
    const ask = await ended();
    expect(ask).toMatchObject({ phase: 'failed', answerText: 'The answer ', isProvisional: true });
    expect(ask.error).toEqual({ code: 'open-failed', advice: 'retry' });
    expect(ask.proof).toMatchObject({ answered: 'truncated', receipt: 'missing' });
  });

  it('that ends at a chunk boundary is cut, not complete', async () => {
    browser.enclave.behaviour.tamper = (sealed) => sealed.slice(0, 4);
    const ask = await ended();
    expect(ask).toMatchObject({ phase: 'failed', answerText: 'The answer is 42.' });
    expect(ask.error?.code).toBe('truncated');
  });

  it('that lacks its final chunk only keeps a receipt that holds, and says that its end was not seen', async () => {
    browser.enclave.behaviour.tamper = (sealed) => sealed.slice(0, -1);
    const ask = await ended();
    expect(ask.error?.code).toBe('truncated');
    expect(ask.proof).toMatchObject({ answered: 'truncated', receipt: 'holds' });
  });

  it('whose pieces come in another order does not open', async () => {
    browser.enclave.behaviour.tamper = ([nonce, head, first, second, ...rest]) =>
      [nonce, head, second, first, ...rest].flatMap((piece) => piece ?? []);
    expect((await ended()).error?.code).toBe('open-failed');
  });

  it('without a receipt stays readable and provisional', async () => {
    browser.enclave.behaviour.hasReceipt = false;
    const ask = await ended();
    expect(ask).toMatchObject({
      phase: 'done',
      answerText: 'The answer is 42.',
      isProvisional: true,
    });
    expect(ask.proof).toMatchObject({ answered: 'complete', receipt: 'missing' });
    expect(ask.error?.code).toBe('receipt-missing');
  });

  it('under a receipt for another text never counts as proven', async () => {
    browser.enclave.behaviour.receiptText = 'The answer is 43.';
    const ask = await ended();
    expect(ask).toMatchObject({ isProvisional: true, answerText: 'The answer is 42.' });
    expect(ask.proof.receipt).toBe('fails');
    expect(ask.error?.code).toBe('receipt-answer-mismatch');
  });

  it('from another model than the one asked for is refused', async () => {
    const { source } = browser.enclave.behaviour;
    browser.enclave.behaviour.source = { ...source, upstream: 'api.example:443' };
    expect((await ended()).error?.code).toBe('answer-model-differs');
  });

  it('that is an error of the enclave carries its code', async () => {
    browser.enclave.behaviour.status = 503;
    browser.enclave.behaviour.errorBody = '{"error":{"code":"model-down","message":"<b>x</b>"}}';
    const ask = await ended();
    expect(ask).toMatchObject({ phase: 'failed', answerText: '', error: { code: 'model-failed' } });
  });

  it('outside of any seal is no answer', async () => {
    browser.enclave.behaviour.intercept = ({ method }) =>
      method === 'POST'
        ? new Response('data: {"choices":[{"delta":{"content":"trust me"}}]}\n\n', {
            headers: { 'content-type': 'text/event-stream' },
          })
        : undefined;
    const ask = await ended();
    expect(ask).toMatchObject({ phase: 'failed', answerText: '' });
    expect(ask.error?.code).toBe('relay-media-type');
  });

  it('that never ends is cut at the limit', async () => {
    browser.enclave.behaviour.tamper = (sealed) => [...sealed, new Uint8Array(5_000_000)];
    const ask = await ended();
    expect(['chunk-too-large', 'relay-too-large']).toContain(ask.error?.code);
  });

  it('with an event that is no JSON is refused', async () => {
    browser.enclave.behaviour.pieces = [];
    const { ask } = { ask: await ended() };
    // Nothing but filler and the end: an empty answer under a receipt for the empty text.
    expect(ask).toMatchObject({ phase: 'done', answerText: '' });
  });
});

describe('a key that the gateway has replaced', () => {
  it('is looked up again and asked once more, under fresh evidence', async () => {
    await browser.enclave.rotateKey(2);
    let refused = 0;
    browser.enclave.behaviour.intercept = ({ method, path }) => {
      if (method === 'POST') refused++;
      // The relay's own copy catches up as soon as it is asked again.
      if (path === '/keys' && refused === 1) void browser.enclave.refreshRelay();
      return undefined;
    };
    const ask = await ended();
    expect(ask).toMatchObject({ phase: 'done', proof: { receipt: 'holds', answered: 'complete' } });
    expect(browser.enclave.askRequests).toHaveLength(2);
    expect(browser.enclave.asked).toHaveLength(1);
    expect(ask.enclave).toMatchObject({ keyId: 2, isKeyChanged: true });
  });

  it('is not asked again while its evidence still names the same key', async () => {
    await browser.enclave.rotateKey(2);
    const ask = await ended();
    expect(ask).toMatchObject({ phase: 'failed', error: { code: 'key-refused' } });
    expect(browser.enclave.askRequests).toHaveLength(1);
  });

  it('is never the reason to repeat a request that failed otherwise', async () => {
    for (const status of [400, 422, 500, 502, 503, 429]) {
      browser.enclave.behaviour.intercept = ({ method }) =>
        method === 'POST' ? new Response('no', { status }) : undefined;
      const before = browser.enclave.askRequests.length;
      page.link.send({ type: 'draft/change', draft: { question: `Status ${String(status)}?` } });
      page.link.send({ type: 'ask/start' });
      await page.until(
        ({ ask }) => ask?.phase === 'failed' && ask.draft.question.includes(String(status)),
      );
      expect(browser.enclave.askRequests).toHaveLength(before + 1);
    }
  });
});
