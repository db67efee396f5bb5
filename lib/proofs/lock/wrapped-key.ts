/**
 * The vault's key under a passphrase: Argon2id (RFC 9106) makes a key of the passphrase and a salt, and AES-GCM seals
 * the vault's key to it.
 *
 *   wrapping key = Argon2id(NFC(passphrase), salt, cost)
 *   sealed       = AES-256-GCM(wrapping key, vault key; additional data "sotto lock v1" 00 lock id)
 *
 * A copy of the profile can be tried at leisure on somebody else's machine: only the cost of each try and the
 * passphrase's own strength stand in the way there. Must never keep passphrase or bare key.
 */
import { toBase64Url, utf8, type Bytes } from '../../bytes/index.ts';
import type { Parsed } from '../../shape/index.ts';
import { ProofsError } from '../errors.ts';
import type { wrappedKeyRecord } from '../lock-state.ts';
import type { Random } from '../vault.ts';
import { importKey, KEY_ID } from '../vault-key.ts';

export type WrappedKey = Parsed<typeof wrappedKeyRecord>;
export type Cost = WrappedKey['cost'];

/** 32 bytes by Argon2id. Handed in: it takes a second or two, which is nothing for the thread of a screen. */
export type Stretch = (passphrase: Bytes, salt: Bytes, cost: Cost) => Promise<Bytes>;

/** The second choice of RFC 9106 (64 MiB, 3 passes), in one lane: there is one thread. */
const COST: Cost = { m: 65_536, t: 3, p: 1 };
const LEAST_LENGTH = 10;

const KEY_LENGTH = 32;

export interface Wrapping {
  readonly random: Random;
  readonly stretch: Stretch;
}

/** Throws ProofsError 'passphrase-too-short'. */
export async function wrapKey(
  { random, stretch }: Wrapping,
  passphrase: string,
  key: Bytes,
  about: Pick<WrappedKey, 'idleMinutes'> & { cost?: Cost; lockId?: string },
): Promise<WrappedKey> {
  const { cost = COST, lockId = toBase64Url(random(16)), idleMinutes } = about;
  const characters = [...passphrase.normalize('NFC')].length;
  if (characters < LEAST_LENGTH) throw new ProofsError('passphrase-too-short');
  const salt = random(16);
  const iv = random(12);
  const wrapping = await importKey(await stretch(bytesOf(passphrase), salt, cost));
  const sealed = await crypto.subtle.encrypt(algorithm(iv, lockId), wrapping, key);
  return { id: KEY_ID, lockId, cost, salt, iv, sealed: new Uint8Array(sealed), idleMinutes };
}

/** Throws ProofsError 'passphrase-wrong'. */
export async function unwrapKey(
  { stretch }: Pick<Wrapping, 'stretch'>,
  passphrase: string,
  { lockId, cost, salt, iv, sealed }: WrappedKey,
): Promise<Bytes> {
  const wrapping = await importKey(await stretch(bytesOf(passphrase), salt, cost));
  try {
    const key = await crypto.subtle.decrypt(algorithm(iv, lockId), wrapping, sealed);
    if (key.byteLength === KEY_LENGTH) return new Uint8Array(key);
  } catch {
    // Which of the two was wrong, the passphrase or the record, nobody can tell.
  }
  throw new ProofsError('passphrase-wrong');
}

/** The same letters typed on different keyboards are the same passphrase. */
function bytesOf(passphrase: string): Bytes {
  return utf8(passphrase.normalize('NFC'));
}

function algorithm(iv: Bytes, lockId: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: utf8(`sotto lock v1\0${lockId}`) };
}
