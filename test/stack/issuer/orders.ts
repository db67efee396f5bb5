/** Purchases as a device makes them, with everything kept that tells whether their answers are right. */
import { toHex, type Bytes } from '../../../lib/bytes/index.ts';
import {
  BATCH_COUNT,
  drawSecrets,
  encodeBatchRequest,
  finishToken,
  openIssuerNote,
  parseBatchResponse,
  requestToken,
  spentId,
  verifyToken,
  type IssuerNote,
  type NoteKey,
  type TokenSecrets,
} from '../../../lib/credits/index.ts';
import { ISSUER_NAME, random, SERVICE } from './fixture.ts';

export interface Order {
  readonly voucher: string;
  readonly batch: Bytes;
  readonly secrets: readonly TokenSecrets[];
  readonly key: NoteKey;
  answerHex: string | undefined;
}

export async function noteOf(url: string, verifierKey: string): Promise<IssuerNote> {
  const bytes = new Uint8Array(await (await fetch(`${url}/note`)).arrayBuffer());
  return openIssuerNote(bytes, { name: ISSUER_NAME, verifierKey, service: SERVICE });
}

export async function newOrder(
  { keys }: IssuerNote,
  voucher: string,
  digest: Bytes,
): Promise<Order> {
  const [key] = keys;
  if (key === undefined) throw new Error('no key');
  const secrets = Array.from({ length: BATCH_COUNT }, () => drawSecrets(key.key, random));
  const requests: Bytes[] = [];
  for (const one of secrets) requests.push(await requestToken(key.key, digest, one));
  return { voucher, batch: encodeBatchRequest(requests), secrets, key, answerHex: undefined };
}

export async function tokensOf(
  { key, secrets }: Order,
  answer: Bytes,
  digest: Bytes,
): Promise<string[]> {
  const names: string[] = [];
  for (const [i, entry] of parseBatchResponse(answer, secrets.length).entries()) {
    const one = secrets[i];
    if (entry === 'refused' || one === undefined) throw new Error('refused');
    const token = await finishToken(key.key, digest, one, entry.response);
    const redemption = { keys: [key.key], challengeDigest: digest };
    names.push(toHex(spentId(await verifyToken(token, redemption))));
  }
  return names;
}
