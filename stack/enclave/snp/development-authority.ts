/**
 * The development stand-ins for AMD's root (ARK) and signing authority (ASK), made at first start in the state folder
 * and used again, so that a device has to be told of them once. Like the development root of the Nitro stand-in: taken
 * by explicit setting and on loopback alone.
 */
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { copyOf, type Bytes } from '../../../lib/bytes/index.ts';
import { toPem } from '../certificate.ts';
import { EvidenceError } from '../evidence.ts';
import { readIfThere } from '../read-if-there.ts';
import { issueAuthority, type RsaIssuer, type Validity } from './certificates.ts';

export const PRODUCT = 'Genoa';
const ROOT_NAME = `ARK-${PRODUCT}`;
const AUTHORITY_NAME = `SEV-${PRODUCT}`;
const YEAR_MS = 365 * 24 * 3_600_000;

export interface DevelopmentAuthority extends RsaIssuer {
  /** DER of root and authority: both are to be told to a device. */
  readonly certificates: readonly [root: Bytes, authority: Bytes];
  /** PEM of the two, one after the other. */
  readonly pemPath: string;
}

/** Throws EvidenceError 'root-unreadable' on a damaged folder. */
export async function openDevelopmentAuthority(
  folder: string,
  nowMs: number,
): Promise<DevelopmentAuthority> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const pemPath = join(folder, 'development-authority.pem');
  const keyPath = join(folder, 'development-authority.key.pem');
  const paths = [join(folder, 'ark.der'), join(folder, 'ask.der')] as const;
  const keyPem = await readIfThere(keyPath);
  if (keyPem === undefined) await make(nowMs, { pemPath, keyPath, paths });
  try {
    const privateKey = createPrivateKey(keyPem ?? (await readFile(keyPath)));
    const [root, authority] = await Promise.all(paths.map(async (path) => readFile(path)));
    if (root === undefined || authority === undefined) throw new EvidenceError('root-unreadable');
    const certificates = [copyOf(root), copyOf(authority)] as const;
    return { commonName: AUTHORITY_NAME, privateKey, certificates, pemPath };
  } catch (cause) {
    throw new EvidenceError('root-unreadable', folder, { cause });
  }
}

interface Places {
  readonly pemPath: string;
  readonly keyPath: string;
  readonly paths: readonly [root: string, authority: string];
}

/** The root's key signs the authority once and is not kept. */
async function make(nowMs: number, { pemPath, keyPath, paths }: Places): Promise<void> {
  const fromMs = Math.floor(nowMs / 1000) * 1000 - 1000;
  const validity: Validity = { fromMs, untilMs: fromMs + 10 * YEAR_MS };
  const [rootKey, authorityKey] = await Promise.all([rsaKey(), rsaKey()]);
  const root = { commonName: ROOT_NAME, privateKey: rootKey };
  const certificates = [
    issueAuthority(ROOT_NAME, createPublicKey(rootKey), root, validity),
    issueAuthority(AUTHORITY_NAME, createPublicKey(authorityKey), root, validity),
  ] as const;
  await writeFile(paths[0], certificates[0]);
  await writeFile(paths[1], certificates[1]);
  await writeFile(pemPath, certificates.map(toPem).join(''));
  // The key comes last: a start that was killed before it begins again from nothing.
  const pem = authorityKey.export({ format: 'pem', type: 'pkcs8' });
  await writeFile(keyPath, pem, { mode: 0o600, flag: 'wx' });
}

async function rsaKey(): Promise<KeyObject> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 4096 });
  return privateKey;
}
