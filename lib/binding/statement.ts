/**
 * The gateway's public statement: which models it uses, at which hosts, who reads the text there, at what price.
 * It is bound into the attestation document byte for byte (stack/README.md, "The binding"), so it has exactly one
 * spelling: the JSON below with its fields in this order and no white space. That also shuts out duplicate keys,
 * which two JSON readers may resolve differently. Must never accept a field it does not know.
 */
import { equal, fromUtf8, utf8, type Bytes } from '../bytes/index.ts';
import { BindingError } from './errors.ts';
import { fields, list, matching, oneOf, text, truth, whole } from './json.ts';

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
  const names = [
    'version',
    'operator',
    'name',
    'build',
    'maxRequestBytes',
    'models',
    'log',
  ] as const;
  const value = fields(json, 'statement', names);
  if (value.version !== 1) throw invalid('version');
  const models = list(value.models, 'models', 1, 64).map(readModel);
  if (new Set(models.map((model) => model.id)).size !== models.length) {
    throw invalid('a model is listed twice');
  }
  return {
    version: 1,
    operator: text(value.operator, 'operator', 200),
    name: matching(value.name, 'name', NAME),
    build: text(value.build, 'build', 200),
    maxRequestBytes: whole(value.maxRequestBytes, 'maxRequestBytes', 4096, 1_048_576),
    models,
    log: readLog(value.log),
  };
}

function readModel(json: unknown): StatementModel {
  const names = ['id', 'upstream', 'place', 'isLanguageModel', 'contextTokens', 'price'] as const;
  const value = fields(json, 'model', names);
  const places = ['in-enclave', 'attested-enclave', 'third-party'] as const;
  const priceNames = ['currency', 'perMillionInput', 'perMillionOutput'] as const;
  const price = fields(value.price, 'price', priceNames);
  return {
    id: matching(value.id, 'id', MODEL_ID),
    upstream: matching(value.upstream, 'upstream', UPSTREAM),
    place: oneOf(value.place, 'place', places),
    isLanguageModel: truth(value.isLanguageModel, 'isLanguageModel'),
    contextTokens: whole(value.contextTokens, 'contextTokens', 1, 100_000_000),
    price: {
      currency: matching(price.currency, 'currency', CURRENCY),
      perMillionInput: matching(price.perMillionInput, 'perMillionInput', AMOUNT),
      perMillionOutput: matching(price.perMillionOutput, 'perMillionOutput', AMOUNT),
    },
  };
}

function readLog(json: unknown): Statement['log'] {
  const value = fields(json, 'log', ['origin', 'verifierKey', 'deadlineSeconds'] as const);
  return {
    origin: matching(value.origin, 'origin', ORIGIN),
    verifierKey: matching(value.verifierKey, 'verifierKey', VERIFIER_KEY),
    deadlineSeconds: whole(value.deadlineSeconds, 'deadlineSeconds', 1, 604_800),
  };
}

function invalid(detail: string): BindingError {
  return new BindingError('statement-invalid', detail);
}
