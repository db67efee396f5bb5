/**
 * The fields by which a gateway signs an answer, and the cost it states (sections 5.8 and 5.9). They stand in the single
 * answer or in the last frame of a stream. Must never repair a field: a gateway that signs also spells.
 */
import { OpengradientError } from './errors.ts';
import { isList, isObject, JsonNumber, type Json, type JsonObject } from './json-tree.ts';

export interface SignedFields {
  /** base64 of the RSA-PSS signature. */
  readonly signature: string;
  readonly requestHash: string;
  readonly outputHash: string;
  /** Unix seconds by the enclave's clock, which may be minutes off: to be shown, never judged. */
  readonly timestamp: bigint;
  readonly teeId: string;
}

/** As stated by the gateway; not covered by the signature. */
export interface StatedCost {
  readonly costOpg: string;
  readonly costUsd: string;
  readonly opgPriceUsd: string;
}

export interface SignedAnswer {
  readonly kind: 'text' | 'tool-calls';
  /** What the signature covers: the text, or the canonical JSON of the calls. */
  readonly output: string;
  readonly finishReason: string;
  readonly fields: SignedFields;
  readonly cost: StatedCost | undefined;
}

export function readSignedFields(body: JsonObject): SignedFields {
  return {
    signature: textOf(body, 'tee_signature'),
    requestHash: textOf(body, 'tee_request_hash'),
    outputHash: textOf(body, 'tee_output_hash'),
    timestamp: timestampOf(body.get('tee_timestamp')),
    teeId: textOf(body, 'tee_id'),
  };
}

function textOf(body: JsonObject, name: string): string {
  const value = body.get(name);
  if (typeof value === 'string' && value !== '') return value;
  throw new OpengradientError('answer-field-missing', name);
}

/** A whole number, written as a number or as text. */
function timestampOf(value: Json | undefined): bigint {
  if (value === undefined || value === null) {
    throw new OpengradientError('answer-field-missing', 'tee_timestamp');
  }
  const text = value instanceof JsonNumber ? value.text : value;
  // uint256 has at most 78 digits.
  if (typeof text !== 'string' || !/^\d{1,78}$/.test(text)) {
    throw new OpengradientError('answer-timestamp-invalid');
  }
  return BigInt(text);
}

const DECIMAL = /^\d{1,60}(?:\.\d{1,60})?$/;

export function readCost(body: JsonObject): StatedCost | undefined {
  const block = body.get('opengradient');
  if (!isObject(block)) return undefined;
  const [costOpg, costUsd, opgPriceUsd] = ['cost_opg', 'cost_usd', 'opg_price_usd'].map((name) => {
    const value = block.get(name);
    return typeof value === 'string' && DECIMAL.test(value) ? value : undefined;
  });
  if (costOpg === undefined || costUsd === undefined || opgPriceUsd === undefined) return undefined;
  return { costOpg, costUsd, opgPriceUsd };
}

/** The first choice; the others are neither shown nor signed. */
export function firstChoice(body: JsonObject): JsonObject | undefined {
  const choices = body.get('choices');
  const choice = isList(choices) ? choices[0] : undefined;
  return isObject(choice) ? choice : undefined;
}

export function finishReasonOf(choice: JsonObject | undefined): string {
  const reason = choice?.get('finish_reason');
  return typeof reason === 'string' ? reason : '';
}
