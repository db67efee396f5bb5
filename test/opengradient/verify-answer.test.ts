import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64, toHex } from '../../lib/bytes/index.ts';
import {
  parseAnswer,
  signedMessage,
  StreamedAnswer,
  teeIdOf,
  verifyAnswer,
  type ExpectedAnswer,
} from '../../lib/opengradient/index.ts';
import { createGateway, type TestGateway } from './signed.ts';

/** Protocol notes section 12.7. */
const REQUEST =
  '{"messages": [{"content": "Hello", "role": "user"}], "model": "gpt-5-mini", "temperature": 0.0}';
const SPKI = fromBase64(
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAyF3KedcH4ZVsKEF9ZD6/tqT8rEo3S89Z+WsK3qKrMHMP1gKliMEhlOvx9zZCPi8jqS2TI5y5039QOzE26bslPfyN5fBk5H2j50hN4ytCOyKksLyJ8RGWweN/oqFcWXtcDsmHaGT/S/Mm253gvbL4pAg06Ij0ln5YeOpohvxYJP5XKCXkA/GRe5CLW6EPh+UCwQBsRQNcl3FCJUi1FYRncWbZ5oit6xaytvyUJE/RXk2gPKXlX4/MlPQV2rpgq1nS8fpcl2IbLsABvCZjZlw3ZFP5TQQLcETXBCCM3Yc0UYVVjxdQzIDTxEne/5YR3NxG2kwzXacZbJtrbFmi9iG0dwIDAQAB',
);
const TEE_ID = '0xf69e1a903db385a74ee3246a24eef54e5d1dcc10938234266ac4c9f4b4a03108';
const SIGNATURE =
  'n6Z7Dl5fPwRwqnW4UvnaZhUfTkFHkTkSvTkFTFKVWVgvLHKvDYGldGMC8Yla/iaBjhQz9NXfgB1EEJFs7wdf32a3qkGSXjairuYOWmp93fW5OxaIzZprX7kxNwrBTDDGA7WqG6M3LZubTrTPQbE8AoczuokqS4Q2TpHz5VADFU9J70jUe2bM9cLx6YQdvkKtDhrInVvvLCt2MLgcbXZ4GLOJ7UYHzgnA55+81rmA+a3s+rAKWTRkqHm5SihnPz8kMyMsQlgfBdW8vaCUKLrAe2d3dNigqpMYvzCGYfFJrLbs/HI7rruNCR67FHrQ9c8zcuLSq0i9ARzpXWh0qBqQ8A==';
const FIELDS = {
  tee_signature: SIGNATURE,
  tee_request_hash: 'f98e75da145a0ba1b7d545cd981fde7ae6bfec482592eda65b1f9f1ae87e77ff',
  tee_output_hash: 'a61e6bf963b21b593248a1e0972d43492e018e5e3b8300b0df21d2d409ec8580',
  tee_timestamp: 1770918962,
  tee_id: TEE_ID,
};
const EXPECTED: ExpectedAnswer = {
  canonical: REQUEST,
  shown: 'Hi there!',
  teeId: TEE_ID,
  signingKey: SPKI,
};

function single(content: unknown, fields: object, finish = 'stop'): string {
  const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: finish };
  return JSON.stringify({ choices: [choice], ...fields });
}

describe('the worked answer', () => {
  it('verifies', async () => {
    expect(teeIdOf(SPKI)).toBe(TEE_ID);
    const hashes = [FIELDS.tee_request_hash, FIELDS.tee_output_hash] as const;
    expect(toHex(signedMessage(...hashes, 1770918962n))).toBe(
      '5c591241acad67d0ff40bf1d22a88a2ecc7dab5d5d70d497fd07b4f3d36f8898',
    );
    const answer = parseAnswer(single('Hi there!', FIELDS));
    await expect(verifyAnswer(answer, EXPECTED)).resolves.toBeUndefined();
  });

  it.each([
    ['answer-altered', { shown: 'Hi there' }, {}],
    ['answer-to-another-request', { canonical: `${REQUEST} ` }, {}],
    ['answer-of-another-gateway', { teeId: TEE_ID.replace('f6', 'f7') }, {}],
    ['answer-of-another-gateway', {}, { tee_id: '0x00' }],
    ['signing-key-invalid', { signingKey: SPKI.slice(1) }, {}],
    ['answer-signature-invalid', {}, { tee_timestamp: 1770918963 }],
    ['answer-signature-invalid', {}, { tee_signature: 'not base64' }],
    ['answer-field-missing', {}, { tee_signature: undefined }],
    ['answer-timestamp-invalid', {}, { tee_timestamp: 1.5 }],
  ])('is refused as %s when something of it changes', async (code, expected, fields) => {
    const verify = async (): Promise<void> =>
      verifyAnswer(parseAnswer(single('Hi there!', { ...FIELDS, ...fields })), {
        ...EXPECTED,
        ...expected,
      });
    await expect(verify()).rejects.toMatchObject({ code });
  });

  it('does not judge the clock of the enclave', async () => {
    const answer = parseAnswer(single('Hi there!', { ...FIELDS, tee_timestamp: '1770918962' }));
    await expect(verifyAnswer(answer, EXPECTED)).resolves.toBeUndefined();
  });
});

describe('an answer that is no answer', () => {
  it.each([
    ['answer-refused-by-gateway', { status: 400, body: { error: 'x' } }],
    ['answer-refused-by-gateway', { error: 'provider failed', exception_type: 'X' }],
    ['answer-malformed', { choices: [] }],
    ['answer-malformed', []],
    ['answer-malformed', { choices: [{ message: { content: 5 } }] }],
  ])('is %s', (code, body) => {
    expect(() => parseAnswer(JSON.stringify(body))).toThrow(expect.objectContaining({ code }));
  });

  it('is read out of the sealed envelope when its status is good', () => {
    const body: unknown = JSON.parse(single('ok', FIELDS));
    expect(parseAnswer(JSON.stringify({ status: 200, body })).output).toBe('ok');
  });
});

describe('a stream', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createGateway();
  });

  function frame(value: object): string {
    return `data: ${JSON.stringify(value)}\n\n`;
  }

  /** The events of a whole answer, one text. */
  async function eventsOf(pieces: readonly string[]): Promise<string> {
    const fields = await gateway.fields(REQUEST, pieces.join(''));
    const deltas = pieces.map((content) => frame({ choices: [{ delta: { content } }] }));
    const last = frame({ choices: [{ delta: {}, finish_reason: 'stop' }], ...fields });
    return [...deltas, ': filler\n\n', last, 'data: [DONE]\n\n'].join('');
  }

  it('verifies however it is cut, and shows text as it comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 40 }),
        async (pieces, size) => {
          const events = await eventsOf(pieces);
          const answer = new StreamedAnswer();
          let shown = '';
          for (let at = 0; at < events.length; at += size) {
            shown += answer.push(events.slice(at, at + size));
          }
          expect(shown).toBe(pieces.join(''));
          expect(answer.text).toBe(shown);
          const { signingKey, teeId } = gateway;
          const expected = { canonical: REQUEST, shown, teeId, signingKey };
          await expect(verifyAnswer(answer.finish(), expected)).resolves.toBeUndefined();
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is unsigned until its signed frame has come', async () => {
    const events = await eventsOf(['one', ' two']);
    const answer = new StreamedAnswer();
    answer.push(events.slice(0, events.indexOf('tee_signature')));
    expect(answer.text).toBe('one two');
    expect(() => answer.finish()).toThrow(/answer-unsigned/);
    expect(answer.isDone).toBe(false);
  });

  it('says so when the gateway gave up in the middle', async () => {
    const answer = new StreamedAnswer();
    answer.push(await eventsOf(['a']).then((events) => events.replace('data: [DONE]\n\n', '')));
    answer.push(frame({ error: 'provider failed', exception_type: 'X' }));
    expect(() => answer.finish()).toThrow(/answer-refused-by-gateway/);
  });

  it('refuses an endless line', () => {
    const answer = new StreamedAnswer();
    const push = (): void => {
      for (let i = 0; i < 20; i++) answer.push('x'.repeat(100_000));
    };
    expect(push).toThrow(/answer-malformed/);
  });

  it('shows nothing of what comes after the end', () => {
    const answer = new StreamedAnswer();
    answer.push('data: [DONE]\n\n');
    expect(answer.push(frame({ choices: [{ delta: { content: 'more' } }] }))).toBe('');
  });

  it('does not take the answer of another gateway for its own', async () => {
    const other = await createGateway();
    const fields = await other.fields(REQUEST, 'x');
    const { signingKey, teeId } = gateway;
    const answer = parseAnswer(single('x', fields));
    const verified = verifyAnswer(answer, { canonical: REQUEST, shown: 'x', teeId, signingKey });
    await expect(verified).rejects.toMatchObject({ code: 'answer-of-another-gateway' });
  });
});
