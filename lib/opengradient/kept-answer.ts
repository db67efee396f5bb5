/**
 * What a gateway signed for an answer, as the text that is kept with a proof: the place of a receipt. Beside the signed
 * fields the cost that it stated, which no signature covers and which is kept as said.
 * Must never be read back more loosely than it was written.
 */
import { fromUtf8, toHex, utf8, type Bytes } from '../bytes/index.ts';
import { oneOf, record, ShapeError, text } from '../shape/index.ts';
import type { SignedAnswer, SignedFields, StatedCost } from './answer-fields.ts';
import { OpengradientError } from './errors.ts';

export interface KeptAnswer {
  readonly fields: SignedFields;
  readonly finishReason: string;
  readonly cost: StatedCost | undefined;
  /** What stands for it in a batch, to look for it; a check works it out anew. */
  readonly leaf?: string | undefined;
}

const decimal = text(130, /^\d{1,60}(\.\d{1,60})?$/);
const shape = record(
  {
    version: oneOf(1),
    signature: text(2000),
    requestHash: text(66),
    outputHash: text(66),
    timestamp: text(78, /^\d+$/),
    teeId: text(66),
    finishReason: text(40),
  },
  {
    cost: record({ costOpg: decimal, costUsd: decimal, opgPriceUsd: decimal }),
    leaf: text(64, /^[0-9a-f]{64}$/),
  },
);

export function encodeKeptAnswer(
  { fields, finishReason, cost }: SignedAnswer,
  leaf?: Bytes,
): Bytes {
  const { signature, requestHash, outputHash, timestamp, teeId } = fields;
  return utf8(
    JSON.stringify({
      version: 1,
      ...{ signature, requestHash, outputHash, teeId },
      timestamp: String(timestamp),
      finishReason: finishReason.slice(0, 40),
      ...(cost === undefined ? {} : { cost }),
      ...(leaf === undefined ? {} : { leaf: toHex(leaf) }),
    }),
  );
}

/** Throws 'kept-answer-invalid'. */
export function parseKeptAnswer(bytes: Bytes): KeptAnswer {
  try {
    const { version, timestamp, finishReason, cost, leaf, ...fields } = shape(
      JSON.parse(fromUtf8(bytes)),
    );
    if (version !== 1) throw new OpengradientError('kept-answer-invalid', 'version');
    return { fields: { ...fields, timestamp: BigInt(timestamp) }, finishReason, cost, leaf };
  } catch (cause) {
    if (!(cause instanceof ShapeError) && !(cause instanceof SyntaxError)) throw cause;
    throw new OpengradientError('kept-answer-invalid', 'answer', { cause });
  }
}
