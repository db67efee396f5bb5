import { describe, expect, it } from 'vitest';
import {
  canonicalRequest,
  gatewayModel,
  OpengradientError,
  outputHash,
  prepareRequest,
  requestHash,
} from '../../lib/opengradient/index.ts';

/** Protocol notes section 12.6. */
const A =
  '{"messages": [{"content": "Hello", "role": "user"}], "model": "gpt-5-mini", "temperature": 0.0}';
const A_HASH = 'f98e75da145a0ba1b7d545cd981fde7ae6bfec482592eda65b1f9f1ae87e77ff';
const B_USER = 'café 😀 \u2028 \u007f "q" \\ / <b>\n\t';

describe('the worked requests', () => {
  it('A: a bare question', () => {
    const prepared = prepareRequest({
      model: 'openai/gpt-5-mini',
      messages: [{ role: 'user', content: 'Hello' }],
      stream: true,
    });
    expect(prepared.canonical).toBe(A);
    expect(prepared.requestHash).toBe(A_HASH);
    expect(JSON.parse(prepared.sealedText)).toMatchObject({ model: 'gpt-5-mini', stream: true });
  });

  it('B: settings, a role to rewrite, awkward characters', () => {
    const prepared = prepareRequest({
      model: 'claude-sonnet-4-6',
      temperature: 0.7,
      stop: ['END'],
      max_tokens: 256,
      n: 2,
      messages: [
        { role: 'developer', content: 'You are terse.' },
        { role: 'user', content: B_USER },
      ],
    });
    expect(prepared.requestHash).toBe(
      '860cefbb9f8696c6e1cd9c202148ff3147f17233b8397d510d36b7712f1cb93e',
    );
    expect(prepared.sealedText).toContain('"role":"system"');
    expect(prepared.sealedText).not.toContain('developer');
  });

  it('hashes the output of tool calls', () => {
    const calls =
      '[{"function": {"arguments": "{\\"x\\": 1}", "name": "f"}, "id": "call_1", "type": "function"}]';
    expect(outputHash(calls)).toBe(
      '950cec287a597f6acafe559bfd5e9b0242abeeaf55946e50764d10eac097ebe5',
    );
    expect(() => outputHash('half \ud83d')).toThrow(/answer-altered/);
  });
});

describe('preparing a request', () => {
  const question = { model: 'm', messages: [{ role: 'user', content: 'x' }] };

  it('never sends what names a person or a request', () => {
    const { sealedText } = prepareRequest({
      ...question,
      user: 'u',
      metadata: {},
      request_id: 'r',
    });
    expect(JSON.parse(sealedText)).toEqual(question);
  });

  it('sends and hashes the reasoning effort only where the gateway hashes it', () => {
    const asked = { ...question, reasoning_effort: 'low' };
    expect(prepareRequest(asked)).toEqual(prepareRequest(question));
    const newer = prepareRequest(asked, { hashesReasoningEffort: true });
    expect(newer.canonical).toContain('"reasoning_effort": "low"');
    expect(newer.sealedText).toContain('reasoning_effort');
  });

  it('takes the vendor off the model, once', () => {
    expect(['a/b/c', 'b', ''].map(gatewayModel)).toEqual(['b/c', 'b', '']);
  });

  it('refuses what cannot be written as JSON, with a code and nothing else', () => {
    const circular: Record<string, unknown> = { ...question };
    circular['self'] = circular;
    for (const body of [circular, { ...question, n: 1n }, {}, { model: 'm' }]) {
      expect(() => prepareRequest(body)).toThrow(OpengradientError);
    }
  });

  it('hashes the text that is sealed, not the object', () => {
    const sealed = '{"model":"m","messages":[{"role":"user","content":"x"}],"max_tokens":1.0}';
    expect(canonicalRequest(sealed)).toContain('"max_tokens": 1.0');
    expect(requestHash(canonicalRequest(sealed))).not.toBe(
      requestHash(canonicalRequest(sealed.replace('1.0', '1'))),
    );
  });
});
