/**
 * RSASSA-PSS with SHA-384, MGF1-SHA-384 and a salt of 48 bytes, RSA-4096: the one RSA form of AMD's chains (RFC 4055).
 * Must never accept another parameter set by leaving one out.
 */
import type { Bytes } from '../../bytes/index.ts';
import { derError } from './der.ts';
import type { Certificate } from './x509.ts';

/** AlgorithmIdentifier of id-RSASSA-PSS with exactly these parameters, up to the optional trailer field. */
const PARAMETERS =
  '06092a864886f70d01010a' +
  '30XXa00f300d06096086480165030402020500' +
  'a11c301a06092a864886f70d010108300d06096086480165030402020500a203020130';
const ALGORITHMS = [
  `3041${PARAMETERS.replace('XX', '34')}`,
  // The default trailer field written out: older AMD certificates do that.
  `3046${PARAMETERS.replace('XX', '39')}a303020101`,
];

export function checkPssAlgorithm(algorithmHex: string): void {
  if (!ALGORITHMS.includes(algorithmHex)) derError('not RSASSA-PSS with SHA-384');
}

export async function importPssKey(publicKey: Bytes): Promise<CryptoKey> {
  const algorithm = { name: 'RSA-PSS', hash: 'SHA-384' };
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey('spki', publicKey, algorithm, false, ['verify']);
  } catch {
    return derError('RSA public key');
  }
  if (!('modulusLength' in key.algorithm) || key.algorithm.modulusLength !== 4096) {
    derError('not RSA-4096');
  }
  return key;
}

export async function verifyPss(key: CryptoKey, signature: Bytes, data: Bytes): Promise<boolean> {
  return crypto.subtle.verify({ name: 'RSA-PSS', saltLength: 48 }, key, signature, data);
}

const SHA256_WITH_RSA = '300d06092a864886f70d01010b0500';

/** Verifies a certificate that was signed with RSASSA-PKCS1-v1_5 and SHA-256 (NVIDIA's attestation service). */
export async function verifyPkcs1(issuer: Certificate, certificate: Certificate): Promise<boolean> {
  if (certificate.signatureAlgorithmHex !== SHA256_WITH_RSA) derError('not RSA with SHA-256');
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey('spki', issuer.publicKey, algorithm, false, ['verify']);
  } catch {
    return derError('RSA public key');
  }
  return crypto.subtle.verify(algorithm, key, certificate.signature, certificate.signed);
}
