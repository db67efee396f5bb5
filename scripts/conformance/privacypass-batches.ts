/** Generic batches: framing by lib/credits, and each member by its type. */
import { toHex, type Bytes } from '../../lib/bytes/index.ts';
import {
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
import { checkVoprf } from './privacypass-voprf.ts';

function typeOf(member: JsonRecord): number {
  return Number.parseInt(textAt(member, 'type' in member ? 'type' : 'token_type'), 16);
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
