import { describe, expect, it } from 'vitest';
import { toHex } from '../../lib/bytes/index.ts';
import { leafEntry } from '../../lib/receipts/index.ts';
import { EXTRACTIVE_MODEL } from '../../stack/gateway/models/extractive.ts';
import { ask, post, readAnswer, sealAsk } from '../fakes/device.ts';
import { openDesk, until } from '../fakes/open-desk.ts';

describe('one ask, end to end', () => {
  it('is verified, sealed, relayed, answered, and its receipt holds', async () => {
    const { model, url, enclave } = await openDesk();
    const answer = await ask(url, enclave, { question: 'Which colour has the harbour tower?' });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('harbour tower');
    expect(answer.receipt).toMatchObject({ ok: true });
    expect(model.requests).toHaveLength(1);
  });

  it('names model and upstream in its first event, and what it cost in its receipt', async () => {
    const { model, url, enclave } = await openDesk({ words: ['one', 'two'] });
    const answer = await ask(url, enclave);
    const upstream = `127.0.0.1:${model.port}`;
    expect(answer.events[0]).toMatchObject({
      sotto: { model: 'fake-model', upstream, isLanguageModel: true },
    });
    expect(answer.receipt).toMatchObject({
      receipt: {
        model: 'fake-model',
        upstream,
        inputTokens: 42,
        outputTokens: 2,
        finishReason: 'stop',
        price: { currency: 'USD', amount: '0' },
      },
    });
  });

  it.each(['default', 'strict', 'none'])('arrives whole with padding %s', async (padding) => {
    const words = Array.from({ length: 400 }, (_, index) => `wörd-${index}-😀`);
    const { url, enclave } = await openDesk({ words });
    const answer = await ask(url, enclave, { padding });
    expect(answer.text).toBe(words.join(' '));
    expect(answer.receipt).toMatchObject({ ok: true });
  });

  it('without any server is answered by sentences of the quote, and says so', async () => {
    const { url, enclave } = await openDesk({}, { models: [EXTRACTIVE_MODEL] });
    const quote = 'The tower is red. Boats pass it daily. Nobody knows who built the tower.';
    const question = `⟦quote⟧\n${quote}\n⟦/quote⟧\n\nSummarise the quote in a few sentences.`;
    const answer = await ask(url, enclave, { question });
    expect(answer.events[0]).toMatchObject({ sotto: { isLanguageModel: false } });
    expect(answer.text).toMatch(/^I am not a language model\./);
    expect(answer.text).toContain('- The tower is red.');
    expect(answer.receipt).toMatchObject({ ok: true });
  });

  it('stops the model when the device goes away', async () => {
    const words = Array.from({ length: 5000 }, (_, index) => `word-${index}`);
    const { model, url, enclave } = await openDesk({ words, tokenMs: 5 }, { beatMs: 10 });
    const leaving = new AbortController();
    const { sealed } = await sealAsk(enclave);
    const response = await post(url, sealed, leaving.signal);
    await response.body?.getReader().read();
    expect(model.open).toBe(1);
    leaving.abort();
    await until(() => model.stopped === 1 && model.open === 0);
  });

  it('has its leaf in the published log afterwards, behind the key’s', async () => {
    const { stack, url, enclave } = await openDesk();
    const sealed = await sealAsk(enclave);
    const answer = await readAnswer(enclave, sealed, await post(url, sealed.sealed));
    const entry = await leafEntry(sealed.secrets.leaf, answer.receiptBytes ?? new Uint8Array(0));
    await stack.settle();
    const bundle = await fetch(`${url}/log/tile/entries/000.p/2`);
    expect(toHex(new Uint8Array(await bundle.arrayBuffer()))).toContain(toHex(entry));
    const checkpoint = await (await fetch(`${url}/log/checkpoint`)).text();
    expect(checkpoint.split('\n').slice(0, 2)).toEqual([enclave.transcript.logOrigin, '2']);
  });
});

describe('refusals inside the seal', () => {
  it('answers a copy of a request once', async () => {
    const { url, enclave, model } = await openDesk();
    const sealed = await sealAsk(enclave);
    const first = await readAnswer(enclave, sealed, await post(url, sealed.sealed));
    const second = await post(url, sealed.sealed);
    expect(first.status).toBe(200);
    // Sealed to the same request, so the same device can open it.
    const again = await readAnswer(enclave, sealed, second);
    expect([again.status, again.body]).toEqual([409, expect.stringContaining('"replayed"')]);
    expect(model.requests).toHaveLength(1);
  });

  it.each([
    ['a model that is not stated', { model: 'other-model' }, 404, 'model-unknown'],
    ['another target', { request: { authority: 'elsewhere.example' } }, 421, 'target-unknown'],
    ['another path', { request: { path: '/v1/embeddings' } }, 421, 'target-unknown'],
    ['plain http', { request: { scheme: 'http' } }, 421, 'target-unknown'],
    ['another method', { request: { method: 'PUT' } }, 400, 'request-malformed'],
    ['a field it does not know', { content: { model: 'x', tools: [] } }, 400, 'request-malformed'],
    ['100-continue', { fields: [['expect', '100-continue']] }, 400, 'request-malformed'],
    ['two openings', { fields: [['sotto-openings', 'a.b.c']] }, 400, 'request-malformed'],
    ['no such padding', { padding: 'some' }, 400, 'request-malformed'],
    ['a date long ago', { fields: [['date', 'Sun, 06 Nov 1994 08:49:37 GMT']] }, 400, '#date'],
  ] as const)('refuses %s', async (_, options, status, code) => {
    const { url, enclave, model } = await openDesk();
    const answer = await ask(url, enclave, options);
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(code);
    expect(answer.receipt).toBeUndefined();
    expect(model.requests).toHaveLength(0);
  });

  it.each([
    ['status-500', 502, 'model-refused'],
    ['html', 502, 'model-answer-invalid'],
    ['redirect', 502, 'model-unreachable'],
  ] as const)('names a model server that fails at once: %s', async (fault, status, code) => {
    const { url, enclave } = await openDesk({ fault });
    const answer = await ask(url, enclave);
    expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(code)]);
  });

  it.each([
    ['cut', 'model-cut'],
    ['not-json', 'model-answer-invalid'],
    ['flood', 'model-answer-invalid'],
    ['error-event', 'model-refused'],
  ] as const)(
    'tells a failure in the middle, with a receipt over what came: %s',
    async (fault, code) => {
      const words = ['one', 'two', 'three', 'four'];
      const { url, enclave } = await openDesk({ words, fault, faultAfter: 2, tokenMs: 20 });
      const answer = await ask(url, enclave);
      expect(answer.status).toBe(200);
      expect(answer.text).toBe('one two');
      expect(answer.body).toContain(`"error":{"code":"${code}"`);
      expect(answer.receipt).toMatchObject({ ok: true, receipt: { finishReason: 'error' } });
    },
  );

  it('says that it is busy when too many answers are open', async () => {
    const { url, enclave } = await openDesk({}, { gateway: { maxAnswers: 0 } });
    const answer = await ask(url, enclave);
    expect([answer.status, answer.body]).toEqual([503, expect.stringContaining('gateway-busy')]);
  });
});

describe('refusals outside the seal', () => {
  it('answers an unknown key with the problem type that asks for a refresh', async () => {
    const { url, enclave, stack } = await openDesk({}, { gateway: { overlapMs: 0 } });
    const { sealed } = await sealAsk(enclave);
    await stack.rotateKey();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const response = await post(url, sealed);
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem: unknown = await response.json();
    const type = 'https://iana.org/assignments/http-problem-types#ohttp-key';
    expect(problem).toMatchObject({ type, title: 'key-unknown' });
  });

  it('answers a turned bit the same way, and a cut request as invalid', async () => {
    const { url, enclave } = await openDesk();
    const { sealed } = await sealAsk(enclave);
    const turned = sealed.bytes.slice();
    turned[60] = (turned[60] ?? 0) ^ 1;
    const headers = { 'content-type': sealed.mediaType };
    const one = await fetch(url, { method: 'POST', headers, body: turned });
    const two = await fetch(url, { method: 'POST', headers, body: sealed.bytes.slice(0, 3) });
    expect([one.status, two.status]).toEqual([422, 400]);
  });
});
