/** Receipts against the published vectors of test/vectors/receipts, and any receipt against one changed byte. */
import fc from 'fast-check';
import { createPrivateKey, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { copyOf, fromHex, toHex, utf8, type Bytes } from '../../lib/bytes/index.ts';
import {
  encodePayload,
  leafEntry,
  parseReceipt,
  RECEIPT_STEPS,
  signReceipt,
  verifyReceipt,
  type ReceiptExpectation,
  type ReceiptFields,
} from '../../lib/receipts/index.ts';
import vectors from '../vectors/receipts/receipts.json' with { type: 'json' };

const pkcs8 = Buffer.from(`302e020100300506032b657004220420${vectors.seedHex}`, 'hex');
const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
const signWithVectorKey = async (message: Bytes): Promise<Bytes> =>
  copyOf(sign(null, message, privateKey));

type Vector = (typeof vectors.valid)[number];

function fieldsOf({ fields }: Vector): ReceiptFields {
  return {
    ...fields,
    keyConfigHash: fromHex(fields.keyConfigHash),
    transcriptHash: fromHex(fields.transcriptHash),
    requestCommitment: fromHex(fields.requestCommitment),
    answerCommitment: fromHex(fields.answerCommitment),
    evidenceDigest: fromHex(fields.evidenceDigest),
  };
}

const first = vectors.valid[0];
if (first === undefined) throw new Error('the vector file is empty');

function expectationFor(requestHex: string, answerHex: string): ReceiptExpectation {
  return {
    receiptKey: fromHex(vectors.receiptKeyHex),
    transcriptHash: fromHex(first?.fields.transcriptHash ?? ''),
    keyConfigHash: fromHex(first?.fields.keyConfigHash ?? ''),
    requestBytes: fromHex(requestHex),
    answerBytes: fromHex(answerHex),
    openings: {
      request: fromHex(vectors.requestOpeningHex),
      answer: fromHex(vectors.answerOpeningHex),
    },
    allowedModels: vectors.valid.map(({ fields: { model, upstream } }) => ({ model, upstream })),
  };
}

test.each(vectors.valid)('is written, read and believed: $what', async (vector) => {
  const fields = fieldsOf(vector);
  expect(toHex(encodePayload(fields))).toBe(vector.payloadHex);
  const bytes = await signReceipt(fields, signWithVectorKey);
  expect(toHex(bytes)).toBe(vector.receiptHex);
  expect(parseReceipt(bytes)).toEqual({ version: 1, ...fields });
  expect(toHex(await leafEntry(fromHex(vectors.leafSecretHex), bytes))).toBe(vector.leafHex);
  const verdict = await verifyReceipt(bytes, expectationFor(vector.requestHex, vector.answerHex));
  expect(verdict.ok).toBe(true);
  expect(verdict.steps.map(({ name, verdict: v }) => [name, v])).toEqual(
    RECEIPT_STEPS.map((name) => [name, 'pass']),
  );
});

interface Changes {
  receiptKey?: string;
  transcriptHash?: string;
  keyConfigHash?: string;
  requestOpening?: string;
  answerOpening?: string;
  allowedModels?: { model: string; upstream: string }[];
}

function changed(expected: ReceiptExpectation, changes: Changes): ReceiptExpectation {
  const hex = (text: string | undefined, kept: Bytes): Bytes =>
    text === undefined ? kept : fromHex(text);
  return {
    ...expected,
    receiptKey: hex(changes.receiptKey, expected.receiptKey),
    transcriptHash: hex(changes.transcriptHash, expected.transcriptHash),
    keyConfigHash: hex(changes.keyConfigHash, expected.keyConfigHash),
    openings: {
      request: hex(changes.requestOpening, expected.openings.request),
      answer: hex(changes.answerOpening, expected.openings.answer),
    },
    allowedModels: changes.allowedModels ?? expected.allowedModels,
  };
}

test.each(vectors.invalid)('is refused with $code: $why', async (vector) => {
  const expected = expectationFor(vector.requestHex, vector.answerHex);
  const changes: Changes = 'expect' in vector ? vector.expect : {};
  const verdict = await verifyReceipt(fromHex(vector.receiptHex), changed(expected, changes));
  expect(verdict).toMatchObject({ ok: false, code: vector.code });
  // The steps stay complete: some passed, one failed, the rest was not reached.
  const verdicts = verdict.steps.map(({ verdict: v }) => v).join(' ');
  expect(verdicts).toMatch(/^(pass )*fail( not-reached)*$/);
  expect(verdict.steps).toHaveLength(RECEIPT_STEPS.length);
});

test('one changed byte anywhere is refused', async () => {
  const receipt = fromHex(first.receiptHex);
  const expected = expectationFor(first.requestHex, first.answerHex);
  for (let at = 0; at < receipt.length; at++) {
    const altered = copyOf(receipt);
    altered[at] = (altered[at] ?? 0) ^ 0x01;
    expect((await verifyReceipt(altered, expected)).ok, `byte ${at}`).toBe(false);
  }
});

test('whatever is signed is read back, and holds for its own texts only', async () => {
  const text = fc.string({ minLength: 1, maxLength: 40 }).filter((s) => /^[^\p{C}]+$/u.test(s));
  await fc.assert(
    fc.asyncProperty(text, fc.nat(), fc.uint8Array({ maxLength: 200 }), async (model, n, noise) => {
      const fields = { ...fieldsOf(first), model, inputTokens: n };
      const bytes = await signReceipt(fields, signWithVectorKey);
      expect(parseReceipt(bytes)).toEqual({ version: 1, ...fields });
      const expected = {
        ...expectationFor(first.requestHex, first.answerHex),
        allowedModels: [{ model, upstream: fields.upstream }],
      };
      expect((await verifyReceipt(bytes, expected)).ok).toBe(true);
      const other = copyOf(noise);
      if (toHex(other) === first.answerHex) return;
      const wrong = await verifyReceipt(bytes, { ...expected, answerBytes: other });
      expect(wrong).toMatchObject({ ok: false, code: 'receipt-answer-mismatch' });
    }),
    { numRuns: 60 },
  );
});

test('fields that no device would accept are not signed', async () => {
  const signing = signReceipt({ ...fieldsOf(first), model: '' }, signWithVectorKey);
  await expect(signing).rejects.toMatchObject({ code: 'receipt-field-invalid' });
  await expect(leafEntry(utf8('short'), utf8(''))).rejects.toMatchObject({
    code: 'receipt-field-invalid',
  });
});
