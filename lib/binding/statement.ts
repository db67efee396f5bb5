/**
 * The gateway's public statement: which models it uses, at which hosts, who reads the text there, at what price.
 * It is bound into the attestation document byte for byte (stack/README.md, "The binding"), so it has exactly one
 * spelling: the JSON below with its fields in this order and no white space. That also shuts out duplicate keys,
 * which two JSON readers may resolve differently. Must never accept a field it does not know.
 */
import { equal, fromUtf8, utf8, type Bytes } from '../bytes/index.ts';
import {
  count,
  flag,
  list,
  oneOf,
  record,
  text,
  type Parsed,
  type Parser,
} from '../shape/index.ts';
import { BindingError } from './errors.ts';

export const STATEMENT_MAX_BYTES = 16_384;

/** Where a model reads the text: inside this enclave, in another attested one, or at somebody who can read it. */
export type Place = 'in-enclave' | 'attested-enclave' | 'third-party';

export interface StatementModel {
  readonly id: string;
  /** `host:port`, or `built-in`. */
  readonly upstream: string;
  readonly place: Place;
  readonly isLanguageModel: boolean;
  readonly contextTokens: number;
  /** Decimal amounts as text: money is never a binary float. */
  readonly price: {
    readonly currency: string;
    readonly perMillionInput: string;
    readonly perMillionOutput: string;
  };
  /** Further servers, tried in this order when the one before does not answer; absent rather than empty. */
  readonly failover?: readonly string[];
}

/** Everybody who may read a question to this model. */
export function upstreamsOf({
  upstream,
  failover = [],
}: Pick<StatementModel, 'upstream' | 'failover'>): readonly string[] {
  return [upstream, ...failover];
}

/** Which pairs of model and server a receipt under this statement may name. */
export function answerersOf({ models }: Statement): { model: string; upstream: string }[] {
  return models.flatMap((model) =>
    upstreamsOf(model).map((upstream) => ({ model: model.id, upstream })),
  );
}

export interface Statement {
  readonly version: 1;
  readonly operator: string;
  /** The authority of the inner request: the name the gateway answers to inside the seal. */
  readonly name: string;
  readonly build: string;
  readonly maxRequestBytes: number;
  readonly models: readonly StatementModel[];
  readonly log: {
    readonly origin: string;
    readonly verifierKey: string;
    readonly deadlineSeconds: number;
  };
  /** Present when answers are paid for with anonymous credits (lib/credits). */
  readonly credits?: StatementCredits | undefined;
}

export interface StatementCredits {
  /** The issuer's name, and the C2SP verifier key of its note. */
  readonly issuer: string;
  readonly issuerKey: string;
  /** For every model once, in their order: credits for each 4 KiB of a sealed request. 0 is free. */
  readonly prices: readonly { readonly model: string; readonly credits: number }[];
}

const NAME = /^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$/;
const MODEL_ID = /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}$/;
const UPSTREAM =
  /^(built-in|([a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?|\[[0-9a-f:]{2,39}\]):[1-9][0-9]{0,4})$/;
const CURRENCY = /^[A-Z]{3,5}$/;
const AMOUNT = /^(0|[1-9][0-9]{0,8})(\.[0-9]{1,9})?$/;
/** The schema-less URL of C2SP tlog-checkpoint, and the verifier key text of C2SP signed-note. */
const ORIGIN = /^[!-*,-~]{1,200}$/;
const VERIFIER_KEY = /^[!-*,-~]{1,200}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{4,600}={0,2}$/;
/** A line for a screen: no control characters, and no direction overrides that make a name read as another. */
const LINE = /^[^\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]{1,200}$/u;

const readModel: Parser<StatementModel> = record(
  {
    id: text(128, MODEL_ID),
    upstream: text(300, UPSTREAM),
    place: oneOf('in-enclave', 'attested-enclave', 'third-party'),
    isLanguageModel: flag,
    contextTokens: count(100_000_000),
    price: record({
      currency: text(5, CURRENCY),
      perMillionInput: text(20, AMOUNT),
      perMillionOutput: text(20, AMOUNT),
    }),
  },
  { failover: list(text(300, UPSTREAM), 8) },
);

/** More tokens than this do not fit a request beside the question. */
const MAX_CREDITS = 4;

const readCredits: Parser<StatementCredits> = record({
  issuer: text(252, NAME),
  issuerKey: text(900, VERIFIER_KEY),
  prices: list(record({ model: text(128, MODEL_ID), credits: count(MAX_CREDITS) }), 64),
});

const readRequired = {
  version: oneOf(1),
  operator: text(200, LINE),
  name: text(252, NAME),
  build: text(200, LINE),
  maxRequestBytes: count(1_048_576),
  models: list(readModel, 64),
  log: record({
    origin: text(200, ORIGIN),
    verifierKey: text(900, VERIFIER_KEY),
    deadlineSeconds: count(604_800),
  }),
};

const readShape = record(readRequired, { credits: readCredits });

/** Reads a statement; throws BindingError 'statement-invalid' unless it is complete, known and in its one spelling. */
export function parseStatement(bytes: Bytes): Statement {
  if (bytes.length > STATEMENT_MAX_BYTES) throw invalid('too large');
  let json: unknown;
  try {
    json = JSON.parse(fromUtf8(bytes));
  } catch (cause) {
    throw new BindingError('statement-invalid', 'not JSON', { cause });
  }
  const statement = readStatement(json);
  if (!equal(encodeStatement(statement), bytes)) throw invalid('not in its one spelling');
  return statement;
}

/** The one spelling of a statement. Throws like parseStatement when the statement breaks a rule. */
export function encodeStatement(statement: Statement): Bytes {
  // Reading puts the fields in their fixed order, whatever order the caller's object had.
  const bytes = utf8(JSON.stringify(readStatement(statement)));
  if (bytes.length > STATEMENT_MAX_BYTES) throw invalid('too large');
  return bytes;
}

function readStatement(json: unknown): Statement {
  const { version, operator, name, build, maxRequestBytes, models, log, credits } = shapeOf(json);
  if (maxRequestBytes < 4096) throw invalid('maxRequestBytes');
  if (log.deadlineSeconds < 1) throw invalid('deadlineSeconds');
  const ids = new Set(models.map((model) => model.id));
  if (ids.size === 0 || ids.size !== models.length) throw invalid('no model, or one twice');
  if (models.some((model) => model.contextTokens < 1)) throw invalid('contextTokens');
  if (models.some((model) => model.failover?.length === 0 || hasTwice(upstreamsOf(model)))) {
    throw invalid('failover');
  }
  return {
    version,
    operator,
    name,
    build,
    maxRequestBytes,
    models: models.map(inOrder),
    log: {
      origin: log.origin,
      verifierKey: log.verifierKey,
      deadlineSeconds: log.deadlineSeconds,
    },
    ...(credits !== undefined && { credits: creditsInOrder(credits, models) }),
  };
}

function creditsInOrder(
  credits: StatementCredits,
  models: readonly StatementModel[],
): StatementCredits {
  const { issuer, issuerKey, prices } = credits;
  const areAll =
    prices.length === models.length && prices.every((one, i) => one.model === models[i]?.id);
  if (!areAll) throw invalid('prices');
  return {
    issuer,
    issuerKey,
    prices: prices.map(({ model, credits: n }) => ({ model, credits: n })),
  };
}

function shapeOf(json: unknown): Parsed<typeof readShape> {
  try {
    return readShape(json);
  } catch (cause) {
    throw new BindingError('statement-invalid', 'shape', { cause });
  }
}

function inOrder(model: StatementModel): StatementModel {
  const { id, upstream, place, isLanguageModel, contextTokens, price, failover } = model;
  const { currency, perMillionInput, perMillionOutput } = price;
  return {
    id,
    upstream,
    place,
    isLanguageModel,
    contextTokens,
    price: { currency, perMillionInput, perMillionOutput },
    ...(failover !== undefined && { failover }),
  };
}

function hasTwice(names: readonly string[]): boolean {
  return new Set(names).size < names.length;
}

function invalid(detail: string): BindingError {
  return new BindingError('statement-invalid', detail);
}
