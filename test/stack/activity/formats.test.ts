/** Totals, introductions and the text files: one spelling each, everything else refused by a code. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equal, fromHex, toHex, utf8, type Bytes } from '../../../lib/bytes/index.ts';
import { readCbor, writeCbor, type CborInput } from '../../../lib/cbor/index.ts';
import { encodeEnvelope, parseReceipt, signReceipt } from '../../../lib/receipts/index.ts';
import { ActivityError } from '../../../stack/activity/errors.ts';
import {
  dayOf,
  firstHourOf,
  formatDays,
  formatHours,
  formatTotals,
  parseDays,
  parseHours,
  parseTotals,
} from '../../../stack/activity/files.ts';
import { introductionNonce, parseIntroduction } from '../../../stack/activity/introduction.ts';
import {
  asksIn,
  parseTotal,
  signTotal,
  TOTAL_TYPE,
  totalIsSignedBy,
  type Total,
} from '../../../stack/activity/total.ts';
import { ReceiptKey } from '../../../stack/gateway/epoch.ts';
import { tellingGateway } from '../../fakes/telling-gateway.ts';
import { temporaryFolder } from '../../fakes/temporary-folder.ts';

const key = new ReceiptKey();
const hash = new Uint8Array(32).fill(7);
const base: Total = {
  transcriptHash: hash,
  hour: 498_000,
  models: new Map([
    ['b', 21],
    ['a', 20],
  ]),
  other: 30,
};

function envelopeOf(payload: CborInput): Bytes {
  return encodeEnvelope({ payload: writeCbor(payload), signature: new Uint8Array(64) }, TOTAL_TYPE);
}

function payloadOf(fields: Readonly<Record<number, CborInput>>): Bytes {
  const whole: Record<number, CborInput> = {
    ...{ 1: 1, 2: hash, 3: 5, 4: new Map([['a', 20]]), 5: 0 },
    ...fields,
  };
  return envelopeOf(new Map(Object.entries(whole).map(([name, item]) => [Number(name), item])));
}

describe('a total', () => {
  it('is read as it was signed, by its own key alone', async () => {
    const signed = parseTotal(await signTotal(base, key.sign));
    expect(signed.total).toEqual(base);
    expect(asksIn(signed.total)).toBe(71);
    expect(await totalIsSignedBy(signed, key.publicKey)).toBe(true);
    expect(await totalIsSignedBy(signed, new ReceiptKey().publicKey)).toBe(false);
  });

  it('has one spelling: what is read, written again, is the same', async () => {
    const names = fc.stringMatching(/^[\w./:-]{1,40}$/);
    const numbers = fc.integer({ min: 20, max: 1_000_000 });
    const totals = fc.record({
      hour: fc.integer({ min: 0, max: 70_000_000 }),
      models: fc.dictionary(names, numbers, { maxKeys: 20 }),
      other: fc.oneof(fc.constant(0), numbers),
    });
    await fc.assert(
      fc.asyncProperty(totals, async ({ models, ...rest }) => {
        const total = { ...rest, transcriptHash: hash, models: new Map(Object.entries(models)) };
        fc.pre(total.models.size > 0 || total.other > 0);
        const bytes = await signTotal(total, key.sign);
        const again = await signTotal(parseTotal(bytes).total, key.sign);
        expect(equal(bytes, again)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('does not hold with any one bit turned', async () => {
    const bytes = await signTotal(base, key.sign);
    for (let bit = 0; bit < bytes.length * 8; bit += 5) {
      const changed = bytes.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      let holds: boolean | string;
      try {
        holds = await totalIsSignedBy(parseTotal(changed), key.publicKey);
      } catch (thrown) {
        if (!(thrown instanceof ActivityError)) throw thrown;
        holds = false;
      }
      expect(holds, `bit ${bit}`).toBe(false);
    }
  });

  it.each<[string, Bytes, string]>([
    ['a number below 20', payloadOf({ 4: new Map([['a', 19]]) }), 'total-field-invalid'],
    ['another number below 20', payloadOf({ 5: 1 }), 'total-field-invalid'],
    ['nothing to tell', payloadOf({ 4: new Map() }), 'total-field-invalid'],
    ['a name that is not text', payloadOf({ 4: new Map([[1, 20]]) }), 'total-malformed'],
    [
      'a name that cannot be seen',
      payloadOf({ 4: new Map([['\u202e', 20]]) }),
      'total-field-invalid',
    ],
    ['another version', payloadOf({ 1: 2 }), 'total-field-invalid'],
    ['a short hash', payloadOf({ 2: new Uint8Array(31) }), 'total-field-invalid'],
    ['an hour beyond all calendars', payloadOf({ 3: 70_389_528 }), 'total-field-invalid'],
    ['a further field', payloadOf({ 6: 0 }), 'total-malformed'],
    ['text for a number', payloadOf({ 5: '0' }), 'total-malformed'],
    ['no map', envelopeOf([1, 2]), 'total-malformed'],
    [
      'a sum that is no number',
      payloadOf({
        4: new Map([
          ['a', 2 ** 53 - 2],
          ['b', 20],
        ]),
      }),
      'total-field-invalid',
    ],
  ])('is refused with %s', (_, bytes, code) => {
    expect(() => parseTotal(bytes)).toThrow(code);
  });

  it('is refused with its models in another order, and cannot be a receipt, nor the reverse', async () => {
    const bytes = toHex(await signTotal(base, key.sign));
    const [a, b] = [toHex(writeCbor('a')) + '14', toHex(writeCbor('b')) + '15'];
    expect(bytes).toContain(a + b);
    expect(() => parseTotal(fromHex(bytes.replace(a + b, b + a)))).toThrow('total-malformed');
    expect(() => parseReceipt(fromHex(bytes))).toThrow('receipt-malformed');
    const receipt = await signReceipt(
      {
        keyConfigHash: hash,
        transcriptHash: hash,
        requestCommitment: hash,
        answerCommitment: hash,
        model: 'm',
        upstream: 'built-in',
        inputTokens: 1,
        outputTokens: 1,
        price: { currency: 'USD', amount: '0' },
        startedAtMs: 1,
        finishedAtMs: 1,
        evidenceDigest: hash,
        finishReason: 'stop',
      },
      key.sign,
    );
    expect(() => parseTotal(receipt)).toThrow('total-malformed');
  });

  it('is not signed with what no reader would take', async () => {
    await expect(signTotal({ ...base, other: 3 }, key.sign)).rejects.toThrow('total-field-invalid');
  });
});

describe('an introduction', () => {
  it('is read as it was written, and its nonce is nobody’s choice', async () => {
    const log = {
      origin: 'log.test',
      verifierKey: 'log.test+1a2b3c4d+AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAh',
    };
    const gateway = await tellingGateway(await temporaryFolder(), log);
    const read = await parseIntroduction(gateway.introduction);
    expect(read.transcript.logOrigin).toBe('log.test');
    expect(read.transcriptHash).toEqual(gateway.transcriptHash);
    const digest = await crypto.subtle.digest(
      'SHA-256',
      Buffer.concat([Buffer.from('sotto activity v1\0'), gateway.transcriptHash]),
    );
    expect(await introductionNonce(gateway.transcriptHash)).toEqual(
      new Uint8Array(digest).slice(0, 20),
    );
    const item = readCbor(gateway.introduction, { maxBytes: 200_000 });
    expect(item.kind === 'array' && item.value[0]?.value).toBe('sotto activity gateway v1');
    for (const cut of [0, 1, 40, gateway.introduction.length - 1]) {
      const short = gateway.introduction.slice(0, cut);
      await expect(parseIntroduction(short)).rejects.toThrow('introduction-malformed');
    }
  });
});

describe('the text files', () => {
  it('are read as they were written', () => {
    const days = ['2026-11-20', '2026-11-21'];
    expect(parseDays(utf8(formatDays(days)))).toEqual(days);
    const first = firstHourOf('2026-11-21');
    const records = [0, 7, 23].map((hour) => ({
      hour: first + hour,
      noteBytes: utf8(`n${hour}\n`),
    }));
    expect(parseHours(utf8(formatHours(records)), '2026-11-21')).toEqual(records);
    expect(dayOf(first + 23)).toBe('2026-11-21');
    const totals = [utf8('one'), utf8('two')];
    expect(parseTotals(utf8(formatTotals(totals)))).toEqual(totals);
    expect([parseDays(utf8('')), parseTotals(utf8(''))]).toEqual([[], []]);
  });

  it.each<[string, () => unknown]>([
    ['a day that there is not', () => parseDays(utf8('2026-02-30\n'))],
    ['a day in other digits', () => parseDays(utf8('2026-2-3\n'))],
    ['days in another order', () => parseDays(utf8('2026-11-21\n2026-11-20\n'))],
    ['a day twice', () => parseDays(utf8('2026-11-21\n2026-11-21\n'))],
    ['no final newline', () => parseDays(utf8('2026-11-21'))],
    ['an empty line', () => parseTotals(utf8('AA==\n\n'))],
    ['base64 with stray bits', () => parseTotals(utf8('AB==\n'))],
    ['bytes that are no text', () => parseTotals(Uint8Array.of(0xff, 0x0a))],
    ['an hour too late', () => parseHours(utf8('24 AA==\n'), '2026-11-21')],
    ['an hour in one digit', () => parseHours(utf8('7 AA==\n'), '2026-11-21')],
    ['hours in another order', () => parseHours(utf8('07 AA==\n06 AA==\n'), '2026-11-21')],
    ['hours of no day', () => parseHours(utf8('07 AA==\n'), 'today')],
  ])('are refused with %s', (_, read) => {
    expect(read).toThrow('activity-file-malformed');
  });
});
