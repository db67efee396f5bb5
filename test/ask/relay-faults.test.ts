import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';

let browser: FakeBrowser;
let page: FakePage;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  page = new FakePage(browser.startWorker());
});

const SEALED = 'message/ohttp-chunked-res';
const ENCLAVES_ERROR = JSON.stringify({ error: { code: 'model-busy', message: 'come back' } });
const HUGE = 20_000_000;

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
  });
}

function typed(body: BodyInit, type: string, more: ResponseInit = {}): Response {
  return new Response(body, { ...more, headers: { ...more.headers, 'content-type': type } });
}

describe('a relay that answers an ask with', () => {
  it.each<[string, () => Response, string]>([
    ['another media type', () => typed('words', 'text/event-stream'), 'relay-media-type'],
    ['the type of a single answer', () => typed('x', 'message/ohttp-res'), 'relay-media-type'],
    ['success without a seal', () => typed('data: {"choices":[]}\n\n', SEALED), 'open-failed'],
    ['success without a body', () => typed('', SEALED), 'truncated'],
    [
      'an error of its own in the enclave’s words',
      () => typed(ENCLAVES_ERROR, 'application/json', { status: 503 }),
      'gateway-unreachable',
    ],
    [
      'the enclave’s words under the seal’s media type',
      () => typed(ENCLAVES_ERROR, SEALED, { status: 404 }),
      'gateway-unknown',
    ],
    [
      'success in the enclave’s words',
      () => typed(ENCLAVES_ERROR, 'application/json'),
      'relay-media-type',
    ],
    [
      '20 MB as announced',
      () => typed('x', SEALED, { headers: { 'content-length': String(HUGE) } }),
      'relay-too-large',
    ],
    [
      'a redirect, which fetch refuses to follow',
      () => {
        throw new TypeError('Failed to fetch');
      },
      'relay-unreachable',
    ],
  ])('%s', async (_, answer, code) => {
    browser.enclave.behaviour.intercept = ({ method }) =>
      method === 'POST' ? answer() : undefined;
    await page.ready();
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.phase === 'failed');
    const codes = code === 'open-failed' ? ['open-failed', 'truncated', 'chunk-too-large'] : [code];
    expect(codes).toContain(ask?.error?.code);
    // Nothing that only the relay said is shown as an answer, nor is it asked again.
    expect(ask).toMatchObject({ answerText: '', isProvisional: true });
    expect(ask?.proof).toMatchObject({ receipt: 'missing', answered: 'truncated' });
    expect(browser.enclave.askRequests).toHaveLength(1);
    expect(browser.enclave.askRequests[0]?.init.redirect).toBe('error');
  });

  it('bytes without end is left at the limit', async () => {
    browser.enclave.behaviour.intercept = ({ method }) =>
      method === 'POST' ? typed(endless(), SEALED) : undefined;
    await page.ready();
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.phase === 'failed');
    expect(['relay-too-large', 'open-failed', 'truncated', 'chunk-too-large']).toContain(
      ask?.error?.code,
    );
  });
});

describe('a question beyond the largest size', () => {
  it('is refused before anything is sealed, and the text stays', async () => {
    await page.ready();
    const quote = 'x'.repeat(1_000_000);
    page.link.send({ type: 'draft/change', draft: { quote } });
    await page.until((state) => state.draft.quote.length === quote.length);
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.phase === 'refused');
    expect(ask?.error?.code).toBe('question-too-large');
    expect(browser.enclave.askRequests).toEqual([]);
  });
});
