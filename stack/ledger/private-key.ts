/**
 * A signing key in a folder, made at the first start, readable by its owner alone. In Go's note form
 * `PRIVATE+KEY+<name>+<id>+<base64(type, seed)>`, so that other tlog programs can take it over.
 * Must never be served, logged or put where a backup of the public files goes.
 */
import { randomBytes } from 'node:crypto';
import {
  concat,
  copyOf,
  fromBase64,
  fromUtf8,
  toBase64,
  utf8,
  type Bytes,
} from '../../lib/bytes/index.ts';
import {
  makeVerifierKey,
  signerFromSeed,
  type KeyType,
  type Sign,
  type VerifierKey,
} from '../../lib/settlement/index.ts';
import type { DurableFiles } from './durable-files.ts';
import { LedgerError } from './errors.ts';

export interface SigningKey {
  readonly key: VerifierKey;
  readonly sign: Sign;
}

export const KEY_PATH = 'private/key';

/** The key of that name in the folder, or a new one where there is none and may be one. */
export async function loadSigningKey(
  files: DurableFiles,
  name: string,
  type: KeyType,
  mayCreate: boolean,
): Promise<SigningKey> {
  const stored = await files.read(KEY_PATH);
  if (stored !== undefined) return readKey(fromUtf8(stored), name, type);
  // A log that has signed before and lost its key must not go on with another one.
  if (!mayCreate) throw new LedgerError('ledger-key-missing');
  const seed = copyOf(randomBytes(32));
  const made = await keyFromSeed(name, type, seed);
  const text = `PRIVATE+KEY+${name}+${made.key.keyIdHex}+${encodeSeed(type, seed)}\n`;
  await files.replace({ path: KEY_PATH, bytes: utf8(text) }, 0o600);
  return made;
}

async function readKey(text: string, name: string, type: KeyType): Promise<SigningKey> {
  const [, storedName, , encoded] =
    /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(\S+)\n$/.exec(text) ?? [];
  if (storedName === undefined || encoded === undefined)
    throw new LedgerError('ledger-key-invalid');
  if (storedName !== name) throw new LedgerError('ledger-origin-changed', storedName);
  const typed = fromBase64(encoded);
  if (typed[0] !== type || typed.length !== 33) throw new LedgerError('ledger-key-invalid');
  return keyFromSeed(name, type, typed.slice(1));
}

async function keyFromSeed(name: string, type: KeyType, seed: Bytes): Promise<SigningKey> {
  const { publicKey, sign } = await signerFromSeed(seed);
  return { key: await makeVerifierKey(name, type, publicKey), sign };
}

function encodeSeed(type: KeyType, seed: Bytes): string {
  return toBase64(concat(new Uint8Array([type]), seed));
}
