/**
 * Tokens of type 0x0001 (VOPRF over P-384, RFC 9578 section 5), alone and in batches. With the curve library: Sotto
 * itself has no use for tokens whose verifier can mint them.
 */
import { p384_oprf } from '@noble/curves/nist.js';
import { concat, fromHex, toHex, type Bytes } from '../../lib/bytes/index.ts';
import { challengeDigest } from '../../lib/credits/index.ts';
import type { JsonRecord } from '../json.ts';
import { textAt } from './entry.ts';
import { expectSame } from './ohttp-expect.ts';

const at = (member: JsonRecord, name: string): Bytes => fromHex(textAt(member, name));

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** A P-384 member: blinded element, evaluation with its proof, and the token that comes of them. */
export async function checkVoprf(
  member: JsonRecord,
  request: Bytes,
  response: Bytes,
): Promise<void> {
  const publicKey = at(member, 'pkS');
  const keyId = await sha256(publicKey);
  const digest = await challengeDigest(at(member, 'token_challenge'));
  const input = concat(fromHex('0001'), at(member, 'nonce'), digest, keyId);
  const scalar = at(member, 'blind');
  const blinded = request.slice(3);
  expectSame('truncated key id', request[2], keyId.at(-1));
  const [evaluated, proof] = [response.slice(0, 49), response.slice(49)];
  const output = p384_oprf.voprf.finalize(input, scalar, evaluated, blinded, publicKey, proof);
  expectSame('token', toHex(concat(input, output)), textAt(member, 'token'));
  const again = p384_oprf.voprf.blindEvaluate(at(member, 'skS'), publicKey, blinded);
  expectSame('evaluated by the issuer', toHex(again.evaluated), toHex(evaluated));
}
