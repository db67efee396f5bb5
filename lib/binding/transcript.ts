/**
 * The transcript that the enclave's user_data binds: everything the device relies on and that no measurement fixes.
 *
 *   "sotto binding v1" 00
 *   u32 length | key configuration      the exact application/ohttp-keys body (RFC 9458 section 3)
 *   u32 length | key validity           24 bytes: from, until, log index (key-log.ts)
 *   u32 length | receipt key            32 bytes, raw Ed25519
 *   u32 length | log origin             UTF-8
 *   u32 length | log verifier key       UTF-8, C2SP signed-note `name+hash+base64`
 *   u32 length | statement              the exact JSON bytes of statement.ts
 *
 * appKeyHash = SHA-256(transcript). Lengths are big-endian. Layout and vectors: stack/README.md.
 * Must never accept two transcripts for one set of parts, nor know how the document that carries the hash is signed.
 */
import { concat, equal, fromUtf8, Reader, u32, utf8, type Bytes } from '../bytes/index.ts';
import { BindingError } from './errors.ts';
import {
  encodeKeyValidity,
  KEY_VALIDITY_BYTES,
  parseKeyValidity,
  type KeyValidity,
} from './key-log.ts';
import { parseStatement, STATEMENT_MAX_BYTES, type Statement } from './statement.ts';

const LABEL = utf8('sotto binding v1\0');
const KEY_CONFIG_MAX_BYTES = 8192;
const LOG_TEXT_MAX_BYTES = 1024;
const RECEIPT_KEY_BYTES = 32;

export const TRANSCRIPT_MAX_BYTES =
  LABEL.length +
  6 * 4 +
  KEY_CONFIG_MAX_BYTES +
  KEY_VALIDITY_BYTES +
  RECEIPT_KEY_BYTES +
  2 * LOG_TEXT_MAX_BYTES +
  STATEMENT_MAX_BYTES;

export interface TranscriptParts {
  /** The exact application/ohttp-keys body. */
  readonly keyConfig: Bytes;
  readonly keyValidity: KeyValidity;
  readonly receiptKey: Bytes;
  readonly logOrigin: string;
  readonly logVerifierKey: string;
  /** The exact statement bytes. */
  readonly statementBytes: Bytes;
}

export interface Transcript extends TranscriptParts {
  readonly statement: Statement;
}

/** The transcript of these parts. Throws BindingError when they could not be read back. */
export function encodeTranscript(parts: TranscriptParts): Bytes {
  const bytes = concat(
    LABEL,
    ...part(parts.keyConfig),
    ...part(encodeKeyValidity(parts.keyValidity)),
    ...part(parts.receiptKey),
    ...part(utf8(parts.logOrigin)),
    ...part(utf8(parts.logVerifierKey)),
    ...part(parts.statementBytes),
  );
  parseTranscript(bytes);
  return bytes;
}

function part(bytes: Bytes): [Bytes, Bytes] {
  return [u32(bytes.length), bytes];
}

/**
 * Reads a transcript, to its last byte. The log is named twice, in its own parts and in the statement, and both must
 * agree: otherwise a person could be shown one log and a proof be held against another.
 */
export function parseTranscript(bytes: Bytes): Transcript {
  if (bytes.length > TRANSCRIPT_MAX_BYTES) throw invalid('too large');
  const parts = readParts(bytes);
  const statement = parseStatement(parts.statementBytes);
  if (
    statement.log.origin !== parts.logOrigin ||
    statement.log.verifierKey !== parts.logVerifierKey
  ) {
    throw invalid('the log differs from the statement');
  }
  return { ...parts, statement };
}

function readParts(bytes: Bytes): TranscriptParts {
  try {
    const reader = new Reader(bytes);
    if (!equal(reader.bytes(LABEL.length), LABEL)) throw invalid('label');
    const parts = {
      keyConfig: take(reader, 1, KEY_CONFIG_MAX_BYTES),
      keyValidity: parseKeyValidity(take(reader, KEY_VALIDITY_BYTES, KEY_VALIDITY_BYTES)),
      receiptKey: take(reader, RECEIPT_KEY_BYTES, RECEIPT_KEY_BYTES),
      logOrigin: fromUtf8(take(reader, 1, LOG_TEXT_MAX_BYTES)),
      logVerifierKey: fromUtf8(take(reader, 1, LOG_TEXT_MAX_BYTES)),
      statementBytes: take(reader, 1, STATEMENT_MAX_BYTES),
    };
    if (!reader.done) throw invalid('bytes after the end');
    return parts;
  } catch (cause) {
    if (cause instanceof BindingError) throw cause;
    throw new BindingError('transcript-invalid', 'cut short or not UTF-8', { cause });
  }
}

/** A copy of the next part: callers keep it, and must not keep the whole input alive or share its buffer. */
function take(reader: Reader, least: number, most: number): Bytes {
  const length = reader.u32();
  if (length < least || length > most) throw invalid('length of a part');
  return concat(reader.bytes(length));
}

/** appKeyHash: SHA-256 of the exact transcript bytes. */
export async function transcriptHash(transcript: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', transcript));
}

function invalid(detail: string): BindingError {
  return new BindingError('transcript-invalid', detail);
}
