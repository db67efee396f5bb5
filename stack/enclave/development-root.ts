/**
 * The development root: made at first start in the state folder, key readable by its owner only, and used again
 * afterwards so that a device has to be told about it once. Whoever can read the key can make any document, which is
 * why a device takes it only by an explicit setting and only while the relay is on loopback.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyOf, type Bytes } from '../../lib/bytes/index.ts';
import { issueCertificate, toPem, type Issuer } from './certificate.ts';
import { newKeyPair } from './chain.ts';
import { EvidenceError } from './evidence.ts';
import { readIfThere } from './read-if-there.ts';

const COMMON_NAME = 'development root.sotto.invalid';
const YEAR_MS = 365 * 24 * 3_600_000;

export interface DevelopmentRoot extends Issuer {
  readonly certificate: Bytes;
  /** Where a person finds the certificate to add in the settings: PEM, and the DER beside it. */
  readonly pemPath: string;
}

/** The root in this folder, made when there is none. Throws EvidenceError 'root-unreadable' on a damaged one. */
export async function openDevelopmentRoot(folder: string, nowMs: number): Promise<DevelopmentRoot> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const pemPath = join(folder, 'development-root.pem');
  const derPath = join(folder, 'development-root.der');
  const keyPath = join(folder, 'development-root.key.pem');
  const keyPem = await readIfThere(keyPath);
  if (keyPem === undefined) {
    const made = makeRoot(nowMs);
    await writeFile(derPath, made.certificate, { mode: 0o644 });
    await writeFile(pemPath, toPem(made.certificate), { mode: 0o644 });
    // The key comes last: a start that was killed before it begins again from nothing.
    const pem = made.privateKey.export({ format: 'pem', type: 'pkcs8' });
    await writeFile(keyPath, pem, { mode: 0o600, flag: 'wx' });
    return { ...made, pemPath };
  }
  try {
    const privateKey = createPrivateKey(keyPem);
    const publicKey = createPublicKey(privateKey);
    const certificate = copyOf(await readFile(derPath));
    return { commonName: COMMON_NAME, privateKey, publicKey, certificate, pemPath };
  } catch (cause) {
    throw new EvidenceError('root-unreadable', keyPath, { cause });
  }
}

function makeRoot(nowMs: number): Issuer & { certificate: Bytes } {
  const keys = newKeyPair();
  const issuer = { commonName: COMMON_NAME, ...keys };
  const notBeforeMs = Math.floor(nowMs / 1000) * 1000 - 1000;
  const certificate = issueCertificate({
    subject: COMMON_NAME,
    publicKey: keys.publicKey,
    issuer,
    notBeforeMs,
    // UTCTime ends in 2049; a development root has no business lasting that long anyway.
    notAfterMs: notBeforeMs + 10 * YEAR_MS,
    pathLength: undefined,
    usage: ['digital-signature', 'cert-sign', 'crl-sign'],
    isRoot: true,
  });
  return { ...issuer, certificate };
}
