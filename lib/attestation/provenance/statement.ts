/**
 * Reads the in-toto statement (version 1) that a gateway's build signs about its image: which file it is, and the
 * measurements that an enclave started from it has. Must never judge whose statement it is.
 */
import { fromUtf8, type Bytes } from '../../bytes/index.ts';
import { JsonReader } from '../core/json.ts';
import type { NitroMeasurement } from '../nitro/policy.ts';

export interface ImageStatement extends NitroMeasurement {
  readonly gateway: string;
  readonly release: string;
  /** SHA-256 of the image file, hex. */
  readonly imageSha256: string;
}

const MAX_STATEMENT = 16 * 1024;
const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** A name, not a place: nothing is ever fetched from it. */
export const PREDICATE_TYPE = 'https://sotto.example/attestations/enclave-image/v1';
const json = /* @__PURE__ */ new JsonReader('provenance-invalid');

/** Throws AttestationError 'provenance-invalid'. */
export function parseStatement(payload: Bytes): ImageStatement {
  const statement = json.record(json.parse(decoded(payload), MAX_STATEMENT), 'statement');
  const predicate = json.record(statement['predicate'], 'predicate');
  if (statement['_type'] !== STATEMENT_TYPE) json.fail('statement type');
  if (statement['predicateType'] !== PREDICATE_TYPE) json.fail('predicate type');
  const [subject, ...more] = json.list(statement['subject'], 'subject', 1);
  if (more.length > 0) json.fail('subject');
  const digest = json.record(json.record(subject, 'subject')['digest'], 'digest');
  const field = (name: string): string => json.text(predicate[name], name);
  return {
    gateway: field('gateway'),
    release: field('release'),
    imageSha256: json.text(digest['sha256'], 'sha256'),
    ...{ pcr0: field('pcr0'), pcr1: field('pcr1'), pcr2: field('pcr2') },
  };
}

function decoded(payload: Bytes): string {
  try {
    return fromUtf8(payload);
  } catch {
    return json.fail('not UTF-8');
  }
}
