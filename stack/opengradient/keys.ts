/**
 * What a gateway makes at every boot (section 2.8): the RSA key that signs, the X25519 key that is sealed to, and a TLS
 * certificate of its own. Everything that the RSA key signs goes through one place, with Node's own RSA.
 */
import {
  constants,
  generateKeyPairSync,
  randomBytes,
  sign as signWith,
  type KeyObject,
} from 'node:crypto';
import { concat, copyOf, u16, u8, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { createGatewayKey, type GatewayKey } from '../../lib/ohttp/index.ts';
import { issueCertificate, toPem } from '../enclave/certificate.ts';
import { newKeyPair } from '../enclave/chain.ts';
import { keccak, keccakHex, word } from './hashes.ts';

export interface GatewayKeys {
  /** DER SubjectPublicKeyInfo. */
  readonly signingKey: Bytes;
  readonly teeId: string;
  readonly ohttp: GatewayKey;
  readonly keyConfig: KeyConfig;
  readonly tls: {
    readonly certificate: Bytes;
    readonly certificatePem: string;
    readonly keyPem: string;
  };
  /** RSASSA-PSS, SHA-256, salt of 32, over 32 bytes that Node hashes once more. */
  sign(message: Bytes): Bytes;
}

export interface KeyConfig {
  readonly keyId: number;
  readonly kemId: number;
  readonly kdfId: number;
  readonly aeadId: number;
  readonly publicKey: Bytes;
  readonly blob: Bytes;
  readonly hash: Bytes;
  readonly signature: Bytes;
}

const KEY_ID = 1;
const SUITE = { kemId: 0x0020, kdfId: 0x0001, aeadId: 0x0003 } as const;
const TLS_LIFETIME_MS = 365 * 24 * 3_600_000;

export async function makeGatewayKeys(nowMs: number): Promise<GatewayKeys> {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 0x10001 });
  const signingKey = copyOf(rsa.publicKey.export({ type: 'spki', format: 'der' }));
  const ohttp = await createGatewayKey(KEY_ID);
  const sign = signerOf(rsa.privateKey);
  const teeId = `0x${keccakHex(signingKey)}`;
  return {
    signingKey,
    teeId,
    ohttp,
    keyConfig: signedConfig(teeId, ohttp.config.publicKey, sign),
    tls: makeTls(nowMs),
    sign,
  };
}

function signerOf(key: KeyObject): (message: Bytes) => Bytes {
  const scheme = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  return (message) => copyOf(signWith('sha256', message, scheme));
}

/** Sections 2.5 and 2.6. */
function signedConfig(teeId: string, publicKey: Bytes, sign: (message: Bytes) => Bytes): KeyConfig {
  const { kemId, kdfId, aeadId } = SUITE;
  const blob = concat(u8(KEY_ID), u16(kemId), publicKey, u16(4), u16(kdfId), u16(aeadId));
  const numbers = [KEY_ID, kemId, kdfId, aeadId].map(word);
  const domain = keccak(utf8('OPENGRADIENT_TEE_OHTTP_CONFIG_V1'));
  const id = word(BigInt(teeId));
  const hash = keccak(concat(domain, id, ...numbers, keccak(publicKey), keccak(blob)));
  return { keyId: KEY_ID, ...SUITE, publicKey, blob, hash, signature: sign(hash) };
}

/** Section 5.7. */
export function answerMessage(requestHash: Bytes, outputHash: Bytes, timestamp: number): Bytes {
  return keccak(concat(requestHash, outputHash, word(timestamp)));
}

/** Section 1.5. */
export function heartbeatMessage(teeId: string, timestamp: number): Bytes {
  return keccak(concat(word(BigInt(teeId)), word(timestamp)));
}

/** Self-signed, as an enclave makes its own: clients trust exactly these bytes and no authority. */
function makeTls(nowMs: number): GatewayKeys['tls'] {
  const keys = newKeyPair();
  const subject = `gateway-${randomBytes(4).toString('hex')}.invalid`;
  const certificate = issueCertificate({
    subject,
    publicKey: keys.publicKey,
    issuer: { commonName: subject, ...keys },
    notBeforeMs: Math.floor(nowMs / 1000) * 1000 - 1000,
    notAfterMs: Math.floor(nowMs / 1000) * 1000 + TLS_LIFETIME_MS,
    pathLength: 'leaf',
    usage: ['digital-signature'],
  });
  const keyPem = keys.privateKey.export({ format: 'pem', type: 'pkcs8' });
  return { certificate, certificatePem: toPem(certificate), keyPem: String(keyPem) };
}
