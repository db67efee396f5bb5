/**
 * Checkpoints (C2SP tlog-checkpoint): the text of a signed note that names a tree.
 *
 *   <origin>\n <size, decimal>\n <root, base64>\n [<extension line>\n ...]
 *
 * Order of work: bound, envelope, signatures, and only then the three lines, then the origin. Must never
 * read a number that another reader could read differently, and never take an origin from the checkpoint.
 */
import { equal, fromBase64, toBase64, type Bytes } from '../bytes/index.ts';
import { SettlementError } from './errors.ts';
import { EMPTY_ROOT, HASH_LENGTH } from './hashing.ts';
import { parseNote } from './note.ts';
import { verifyNote } from './open-note.ts';
import { COSIGNATURE_V1, LOG_SIGNATURE, type VerifierKey } from './verifier-key.ts';

const MAX_SIZE = (1n << 63n) - 1n;

export interface Checkpoint {
  readonly origin: string;
  readonly size: bigint;
  readonly root: Bytes;
  /** Opaque; covered by the signatures, vouched for by nobody. */
  readonly extensions: readonly string[];
}

export interface Cosignature {
  readonly key: VerifierKey;
  readonly timeSeconds: bigint;
}

/** A checkpoint whose log signature has been verified, with the bytes that show it. */
export interface SignedCheckpoint extends Checkpoint {
  readonly noteBytes: Bytes;
  readonly text: string;
  /** Of configured witnesses only, each once. */
  readonly cosignatures: readonly Cosignature[];
}

/** Whom to believe about a log: from the attested transcript or a pinned setting, never from the log itself. */
export interface LogIdentity {
  readonly origin: string;
  readonly logKey: VerifierKey;
  readonly witnessKeys: readonly VerifierKey[];
}

/** A decimal without sign, leading zero or rounding, at most 2^63-1. */
export function parseSize(text: string): bigint | undefined {
  if (!/^(?:0|[1-9][0-9]{0,18})$/.test(text)) return undefined;
  const size = BigInt(text);
  return size <= MAX_SIZE ? size : undefined;
}

/** Reads the text of a checkpoint, whoever signed it. */
export function parseCheckpointText(text: string): Checkpoint {
  if (!text.endsWith('\n')) throw new SettlementError('checkpoint-malformed', 'no final newline');
  const [origin, sizeText, rootText, ...extensions] = text.slice(0, -1).split('\n');
  if (origin === undefined || origin === '') throw malformed('origin');
  const size = parseSize(sizeText ?? '');
  if (size === undefined) throw malformed('size');
  const root = parseHash(rootText ?? '');
  if (root === undefined) throw malformed('root');
  if (extensions.includes('')) throw malformed('empty extension line');
  if (size === 0n && !equal(root, EMPTY_ROOT)) {
    throw new SettlementError('checkpoint-empty-root-wrong');
  }
  return { origin, size, root, extensions };
}

/** 32 bytes of canonical base64. */
export function parseHash(text: string): Bytes | undefined {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) return undefined;
  try {
    const hash = fromBase64(text);
    return hash.length === HASH_LENGTH ? hash : undefined;
  } catch {
    return undefined;
  }
}

export function formatCheckpointText({ origin, size, root, extensions }: Checkpoint): string {
  return [origin, size.toString(), toBase64(root), ...extensions, ''].join('\n');
}

/** Opens a signed checkpoint of exactly this log. */
export async function openCheckpoint(
  noteBytes: Bytes,
  { origin, logKey, witnessKeys }: LogIdentity,
): Promise<SignedCheckpoint> {
  if (logKey.type !== LOG_SIGNATURE) throw new SettlementError('vkey-invalid', 'log key');
  const note = parseNote(noteBytes);
  const signatures = await verifyNote(note, [logKey, ...witnessKeys]);
  if (!signatures.some(({ key }) => key.type === LOG_SIGNATURE)) {
    throw new SettlementError('checkpoint-unsigned', 'witnesses only');
  }
  const checkpoint = parseCheckpointText(note.text);
  if (checkpoint.origin !== origin) throw new SettlementError('checkpoint-origin-wrong');
  const cosignatures = signatures.flatMap(({ key, timeSeconds }) =>
    key.type === COSIGNATURE_V1 && timeSeconds !== null ? [{ key, timeSeconds }] : [],
  );
  return { ...checkpoint, noteBytes, text: note.text, cosignatures };
}

function malformed(detail: string): SettlementError {
  return new SettlementError('checkpoint-malformed', detail);
}
