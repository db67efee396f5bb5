import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerLie } from '../../../stack/opengradient/lies.ts';
import type { EmulatedNetwork } from '../../../stack/opengradient/start-opengradient.ts';
import { beHonest, faultOf, headersFor, must } from './lying-network.ts';
import { openNetwork, START_MS } from './open-network.ts';
import { ask, HELLO, PlainAnswer, post, readRows, seal } from './reference-client.ts';

let network: EmulatedNetwork;

beforeAll(async () => {
  network = await openNetwork();
}, START_MS);
afterAll(() => network.close());
afterEach(() => beHonest(network));

describe('a gateway that lies', () => {
  const cases: readonly (readonly [AnswerLie, string])[] = [
    ['signed-by-other', 'answer-of-another-gateway'],
    ['signs-another-request', 'answer-to-another-request'],
    ['signs-another-text', 'answer-altered'],
    ['bad-signature', 'answer-signature-invalid'],
    ['unsigned', 'answer-unsigned'],
    ['no-timestamp', 'answer-field-missing'],
    ['breaks-mid-stream', 'answer-refused-by-gateway'],
    ['no-final-chunk', 'truncated'],
  ];

  it.each(cases)('by "%s" is refused as %s', async (lie, code) => {
    network.lies.gateway.answer = lie;
    expect(await faultOf(ask(network))).toBe(code);
  });

  it.each(cases.filter(([lie]) => !/break|chunk|unsigned/.test(lie)))(
    'by "%s" in a single answer too',
    async (lie, code) => {
      network.lies.gateway.answer = lie;
      expect(await faultOf(ask(network, { body: { ...HELLO, stream: false } }))).toBe(code);
    },
  );

  it('by the fields of an earlier answer is refused', async () => {
    const [row] = await readRows(network);
    await ask(network, { row: must(row) });
    network.lies.gateway.answer = 'replays-earlier';
    const messages = [{ role: 'user', content: 'Something else' }];
    const asked = ask(network, { row: must(row), body: { ...HELLO, messages } });
    expect(await faultOf(asked)).toBe('answer-to-another-request');
  });

  it('inside the seal says so in one object', async () => {
    network.lies.gateway.answer = 'sealed-error';
    const asked = ask(network, { body: { ...HELLO, stream: false } });
    expect(await faultOf(asked)).toBe('answer-refused-by-gateway');
  });

  it('gets nothing settled', async () => {
    await network.settleNow();
    network.lies.gateway.answer = 'bad-signature';
    await faultOf(ask(network));
    expect(await network.settleNow()).toBeUndefined();
  });
});

describe('a gateway that is only odd', () => {
  it.each([-7200, 86_400])('with a clock %i seconds off is believed', async (seconds) => {
    network.lies.gateway.timestampOffsetSeconds = seconds;
    const { answer } = await ask(network);
    const difference = Number(answer.fields.timestamp) - Date.now() / 1000;
    expect(Math.abs(difference - seconds)).toBeLessThan(60);
  });

  it('writes its time as text', async () => {
    network.lies.gateway.timestampAsText = true;
    expect((await ask(network)).answer.fields.timestamp).toBeGreaterThan(1_700_000_000n);
  });

  it('ends without [DONE]', async () => {
    network.lies.gateway.answer = 'no-done';
    expect((await ask(network)).answer.finishReason).toBe('stop');
  });

  it.each([true, false])('answers with tool calls, streamed: %s', async (stream) => {
    network.lies.gateway.toolCalls = true;
    const { answer, shown } = await ask(network, { body: { ...HELLO, stream } });
    expect(answer.kind).toBe('tool-calls');
    expect(shown).toBe(
      '[{"function": {"arguments": "{\\"x\\": 1}", "name": "lookup"}, "id": "call_1", "type": "function"}]',
    );
  });

  it('states no cost, and then sends no billing frame', async () => {
    network.lies.gateway.statesCost = false;
    network.lies.relay = 'leaves-billing-frame';
    const { answer, leftBilling } = await ask(network);
    expect([answer.cost, leftBilling]).toEqual([undefined, undefined]);
  });
});

describe('plain refusals of a gateway', () => {
  it.each([
    ['pricing-unavailable', 503, 'Pricing unavailable'],
    ['not-initialised', 503, 'anonymous inference not initialized'],
    ['lost-key', 400, 'malformed encapsulated request'],
    ['provider-error', 502, 'provider error'],
  ] as const)('%s', async (outer, status, text) => {
    network.lies.gateway.outer = outer;
    const thrown = await ask(network).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(PlainAnswer);
    expect(thrown).toMatchObject({ status });
    expect(String(thrown)).toContain(text);
  });

  it.each([
    ['an unknown model', { ...HELLO, model: 'none' }, 'Unsupported model'],
    ['no messages', { model: 'gpt-5-mini' }, 'messages is required'],
  ])('for %s', async (_, body, text) => {
    const response = await postText(JSON.stringify(body));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(text);
  });

  it.each([
    ['no JSON', 'not json', 'inner payload is not valid JSON'],
    ['no object', '[1]', 'inner payload must be a JSON object'],
    ['a role it does not know', developer(), 'unsupported message role'],
  ])('for %s inside', async (_, text, error) => {
    const response = await postText(text);
    expect([response.status, await response.json()]).toEqual([400, { error }]);
  });

  it('for another endpoint inside come sealed', async () => {
    const row = must((await readRows(network))[0]);
    const sealed = await seal(row, JSON.stringify({ endpoint: 'images', ...HELLO }));
    const response = await post(network, sealed.bytes, headersFor(network, row));
    expect(response.status).toBe(200);
    const opened = await sealed.openSingle(new Uint8Array(await response.arrayBuffer()));
    const body = { error: 'unknown endpoint' };
    expect(JSON.parse(Buffer.from(opened).toString())).toEqual({ status: 400, body });
  });
});

function developer(): string {
  return JSON.stringify({ ...HELLO, messages: [{ role: 'developer', content: 'x' }] });
}

async function postText(text: string): Promise<Response> {
  const row = must((await readRows(network))[0]);
  const sealed = await seal(row, text);
  return post(network, sealed.bytes, headersFor(network, row));
}
