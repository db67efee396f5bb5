/**
 * Checks a signed answer against the device's own bytes (section 5.7):
 *
 *   msg = keccak256(request_hash | output_hash | uint256(tee_timestamp)),  RSASSA-PSS(SHA-256, salt 32) over msg
 *
 * The library on the other side hashes `msg` once more, so it is the message of the signature and not its digest.
 * Must never judge the timestamp: enclave clocks drift by minutes, and freshness comes from the sealed exchange.
 */
import { fromBase64, type Bytes } from '../bytes/index.ts';
import { parseRsaPublicKey, verifyPss, type RsaPublicKey } from '../rsa/index.ts';
import type { SignedAnswer } from './answer-fields.ts';
import { OpengradientError } from './errors.ts';
import { hash32, keccak, outputHash, teeIdOf, uint256 } from './hashes.ts';
import { requestHash } from './prepare-request.ts';

export interface ExpectedAnswer {
  /** The canonical text of the request that was sealed. */
  readonly canonical: string;
  /** What the person was shown: the text, or the canonical JSON of the tool calls. */
  readonly shown: string;
  /** The gateway that was chosen, as the registry named it. */
  readonly teeId: string;
  /** Its signing key from the registry or from an attested document, DER. */
  readonly signingKey: Bytes;
}

/** RSA-PSS as the enclave and the chain's verifier have it. */
export const TEE_SIGNATURE = { hash: 'SHA-256', saltLength: 32 } as const;

/** Returns when the answer is the chosen gateway's answer to this request and was shown unaltered; throws otherwise. */
export async function verifyAnswer(answer: SignedAnswer, expected: ExpectedAnswer): Promise<void> {
  const { fields } = answer;
  const key = signingKeyOf(expected.signingKey);
  const id = teeIdOf(expected.signingKey);
  if (!isSameTee(fields.teeId, id) || !isSameTee(expected.teeId, id)) {
    throw new OpengradientError('answer-of-another-gateway');
  }
  const request = requestHash(expected.canonical);
  if (!isHash(fields.requestHash, request)) {
    throw new OpengradientError('answer-to-another-request');
  }
  const output = outputHash(expected.shown);
  if (answer.output !== expected.shown || !isHash(fields.outputHash, output)) {
    throw new OpengradientError('answer-altered');
  }
  const signed = { requestHash: request, outputHash: output, timestamp: fields.timestamp };
  await verifySigned(key, signed, signatureOf(fields.signature));
}

/** What is left where the texts are not at hand: that this key signed these two hashes. Throws otherwise. */
export async function verifySignedHashes(
  signingKey: Bytes,
  hashes: SignedHashes,
  signature: Bytes,
): Promise<void> {
  await verifySigned(signingKeyOf(signingKey), hashes, signature);
}

/** The hashes in hex, with or without 0x. */
export type SignedHashes = Pick<SignedAnswer['fields'], 'requestHash' | 'outputHash' | 'timestamp'>;

async function verifySigned(
  key: RsaPublicKey,
  { requestHash: request, outputHash: output, timestamp }: SignedHashes,
  signature: Bytes,
): Promise<void> {
  const message = signedMessage(request, output, timestamp);
  if (!(await verifyPss(key, TEE_SIGNATURE, signature, message))) {
    throw new OpengradientError('answer-signature-invalid');
  }
}

/** The 32 bytes that the enclave signs for an answer. */
export function signedMessage(requestHex: string, outputHex: string, timestamp: bigint): Bytes {
  const [request, output] = [hash32(requestHex), hash32(outputHex)];
  if (request === undefined || output === undefined) {
    throw new OpengradientError('answer-malformed', 'hash');
  }
  return keccak(request, output, uint256(timestamp));
}

export function signingKeyOf(spkiDer: Bytes): RsaPublicKey {
  try {
    const key = parseRsaPublicKey(spkiDer);
    if (key.algorithm === 'rsa') return key;
  } catch (cause) {
    throw new OpengradientError('signing-key-invalid', undefined, { cause });
  }
  throw new OpengradientError('signing-key-invalid', 'algorithm');
}

/** Ids are compared whatever their case and prefix: clients in the wild write them in every way. */
export function isSameTee(a: string, b: string): boolean {
  const plain = (id: string): string => id.replace(/^0x/, '').toLowerCase();
  return /^[0-9a-f]{64}$/.test(plain(a)) && plain(a) === plain(b);
}

/** Hashes are written in lower case, with or without 0x. */
function isHash(stated: string, computed: string): boolean {
  return stated === computed || stated === `0x${computed}`;
}

function signatureOf(text: string): Bytes {
  try {
    return fromBase64(text);
  } catch (cause) {
    throw new OpengradientError('answer-signature-invalid', 'base64', { cause });
  }
}
