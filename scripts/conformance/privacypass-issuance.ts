/** Issuance of type 0x0002 with every intermediate value, blind signatures of RFC 9474, and what either side refuses. */
import { constants, createPrivateKey, privateDecrypt } from 'node:crypto';
import { concat, copyOf, fromHex, toHex, type Bytes } from '../../lib/bytes/index.ts';
import {
  blind,
  challengeDigest,
  encodePss,
  finalize,
  finishToken,
  issueToken,
  parseTokenRequest,
  readIssuerKey,
  requestToken,
  verifyToken,
  type IssuerKey,
  type TokenSecrets,
} from '../../lib/credits/index.ts';
import type { RsaPublicKey } from '../../lib/rsa/index.ts';
import type { JsonRecord } from '../json.ts';
import { textAt, type Check } from './entry.ts';
import { expectRefused, expectSame } from './ohttp-expect.ts';
import { checkVoprf } from './privacypass-voprf.ts';

/** Some implementations write their hex with 0x in front. */
export function hexAt(entry: JsonRecord, name: string): Bytes {
  return fromHex(textAt(entry, name).replace(/^0x/, ''));
}

export interface Issuance {
  key: IssuerKey;
  digest: Bytes;
  secrets: TokenSecrets;
}

export async function issuanceOf(entry: JsonRecord): Promise<Issuance> {
  return {
    key: await readIssuerKey(hexAt(entry, 'pkS')),
    digest: await challengeDigest(hexAt(entry, 'token_challenge')),
    secrets: {
      nonce: hexAt(entry, 'nonce'),
      salt: hexAt(entry, 'salt'),
      blind: hexAt(entry, 'blind'),
    },
  };
}

/** The issuer's own key as Node signs with it: the raw operation, which OpenSSL blinds. */
export function signerOf(entry: JsonRecord): (message: Bytes) => Bytes {
  const pem = new TextDecoder().decode(hexAt(entry, 'skS'));
  const key = createPrivateKey(pem);
  return (message) => copyOf(privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, message));
}

export async function checkIssuance(entry: JsonRecord): Promise<void> {
  const [request, response] = [hexAt(entry, 'token_request'), hexAt(entry, 'token_response')];
  if (request[0] === 0 && request[1] === 1) return checkVoprf(entry, request, response);
  const { key, digest, secrets } = await issuanceOf(entry);
  expectSame('request', toHex(await requestToken(key, digest, secrets)), toHex(request));
  expectSame('response', toHex(await issueToken(key, request, signerOf(entry))), toHex(response));
  const token = await finishToken(key, digest, secrets, response);
  expectSame('token', toHex(token), textAt(entry, 'token'));
  await verifyToken(token, { keys: [key], challengeDigest: digest });
}

/** A response that the client of `base` must not make a token of. */
export function responseCheck(base: JsonRecord): Check {
  return async (entry) => {
    const { key, digest, secrets } = await issuanceOf(base);
    const response = hexAt(entry, 'token_response');
    await expectRefused('response', () => finishToken(key, digest, secrets, response));
  };
}

/** A request that the issuer of `base` must not answer. */
export function requestCheck(base: JsonRecord): Check {
  return async (entry) => {
    const { key } = await issuanceOf(base);
    const request = hexAt(entry, 'token_request');
    await expectRefused('request', () => parseTokenRequest(key, request));
  };
}

/** An integer without prefix, possibly with an odd number of digits. */
function integerAt(entry: JsonRecord, name: string): bigint {
  return BigInt(`0x${textAt(entry, name)}`);
}

function bytesOf(value: bigint, length?: number): Bytes {
  const digits = value.toString(16);
  return fromHex(digits.padStart(2 * (length ?? Math.ceil(digits.length / 2)), '0'));
}

function invert(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % modulus) + modulus) % modulus;
}

export async function checkBlindRsa(entry: JsonRecord): Promise<void> {
  const n = integerAt(entry, 'n');
  const modulus = bytesOf(n);
  const key: RsaPublicKey = {
    algorithm: 'rsa-pss-sha384',
    modulus,
    exponent: bytesOf(integerAt(entry, 'e')),
    modulusBits: n.toString(2).length,
  };
  const input = concat(hexAt(entry, 'msg_prefix'), hexAt(entry, 'msg'));
  expectSame('input', toHex(input), textAt(entry, 'input_msg'));
  const salt = hexAt(entry, 'salt');
  expectSame('salt length', salt.length, Number(integerAt(entry, 'sLen')));
  const isRandomized = integerAt(entry, 'is_randomized') === 1n;
  expectSame('prefix length', hexAt(entry, 'msg_prefix').length, isRandomized ? 32 : 0);
  if ('encoded_msg' in entry) {
    const encoded = await encodePss(input, key.modulusBits, salt);
    expectSame('encoded', toHex(encoded), textAt(entry, 'encoded_msg'));
  }
  const r = bytesOf(invert(integerAt(entry, 'inv'), n), modulus.length);
  const blinded = await blind(key, input, salt, r);
  expectSame(
    'blinded',
    toHex(blinded),
    toHex(bytesOf(integerAt(entry, 'blinded_msg'), modulus.length)),
  );
  const blindSignature = bytesOf(integerAt(entry, 'blind_sig'), modulus.length);
  const signature = await finalize(key, input, salt.length, r, blindSignature);
  expectSame(
    'signature',
    toHex(signature),
    toHex(bytesOf(integerAt(entry, 'sig'), modulus.length)),
  );
}
