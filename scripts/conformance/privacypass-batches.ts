/**
 * Generic batches: framing by lib/credits, tokens of type 0x0002 by it as well. Tokens of type 0x0001 (VOPRF P-384) are
 * checked with the curve library, since Sotto itself has no use for tokens whose verifier can mint them.
 */
import { p384_oprf } from '@noble/curves/nist.js';
import { concat, fromHex, toHex, type Bytes } from '../../lib/bytes/index.ts';
import {
  challengeDigest,
  encodeBatchRequest,
  encodeBatchResponse,
  finishToken,
  issueToken,
  parseBatchRequest,
  parseBatchResponse,
  requestToken,
} from '../../lib/credits/index.ts';
import type { JsonRecord } from '../json.ts';
import { recordsAt, textAt } from './entry.ts';
import { expectSame } from './ohttp-expect.ts';
import { hexAt, issuanceOf, signerOf } from './privacypass-issuance.ts';

function typeOf(member: JsonRecord): number {
  return Number.parseInt(textAt(member, 'type' in member ? 'type' : 'token_type'), 16);
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** A P-384 member: blinded element, evaluation with its proof, and the token that comes of them. */
async function checkVoprf(member: JsonRecord, request: Bytes, response: Bytes): Promise<void> {
  const publicKey = hexAt(member, 'pkS');
  const keyId = await sha256(publicKey);
  const digest = await challengeDigest(hexAt(member, 'token_challenge'));
  const input = concat(fromHex('0001'), hexAt(member, 'nonce'), digest, keyId);
  const scalar = hexAt(member, 'blind');
  const blinded = request.slice(3);
  expectSame('truncated key id', request[2], keyId.at(-1));
  const [evaluated, proof] = [response.slice(0, 49), response.slice(49)];
  const output = p384_oprf.voprf.finalize(input, scalar, evaluated, blinded, publicKey, proof);
  expectSame('token', toHex(concat(input, output)), textAt(member, 'token'));
  const again = p384_oprf.voprf.blindEvaluate(hexAt(member, 'skS'), publicKey, blinded);
  expectSame('evaluated by the issuer', toHex(again.evaluated), toHex(evaluated));
}

async function checkBlindRsa(member: JsonRecord, request: Bytes, response: Bytes): Promise<void> {
  const { key, digest, secrets } = await issuanceOf(member);
  expectSame('request', toHex(await requestToken(key, digest, secrets)), toHex(request));
  expectSame('response', toHex(await issueToken(key, request, signerOf(member))), toHex(response));
  const token = await finishToken(key, digest, secrets, response);
  expectSame('token', toHex(token), textAt(member, 'token'));
}

export async function checkBatch(entry: JsonRecord): Promise<void> {
  const members = recordsAt(entry, 'issuance');
  const requests = parseBatchRequest(hexAt(entry, 'token_request'));
  expectSame('requests', requests.length, members.length);
  const responses = parseBatchResponse(hexAt(entry, 'token_response'), members.length);
  expectSame('request body', toHex(encodeBatchRequest(requests)), textAt(entry, 'token_request'));
  expectSame(
    'response body',
    toHex(encodeBatchResponse(responses)),
    textAt(entry, 'token_response'),
  );
  for (const [i, member] of members.entries()) {
    const [request, response] = [requests[i], responses[i]];
    if (request === undefined || response === undefined) throw new Error('entry is missing');
    if (response === 'refused') {
      if (textAt(member, 'token') !== '') throw new Error('refused, but there is a token');
      continue;
    }
    expectSame('type', response.tokenType, typeOf(member));
    const check = response.tokenType === 1 ? checkVoprf : checkBlindRsa;
    await check(member, request, response.response);
  }
}
