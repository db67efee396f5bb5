/** Between what is kept (base64url) and what lib/credits computes with. */
import { fromBase64Url, toBase64Url, type Bytes } from '../../bytes/index.ts';
import {
  drawSecrets,
  finishToken,
  parseBatchResponse,
  requestToken,
  type IssuerKey,
  type TokenSecrets,
} from '../../credits/index.ts';
import type { Credit, Prepared, Secrets } from '../state.ts';
import type { Random } from '../vouchers.ts';

export interface UsedKey {
  readonly number: number;
  readonly key: IssuerKey;
}

function keepSecrets({ nonce, salt, blind }: TokenSecrets): Secrets {
  return { nonce: toBase64Url(nonce), salt: toBase64Url(salt), blind: toBase64Url(blind) };
}

export function readSecrets({ nonce, salt, blind }: Secrets): TokenSecrets {
  return {
    nonce: fromBase64Url(nonce),
    salt: fromBase64Url(salt),
    blind: fromBase64Url(blind),
  };
}

export function drawKept({ key }: UsedKey, count: number, random: Random): Secrets[] {
  return Array.from({ length: count }, () => keepSecrets(drawSecrets(key, random)));
}

export async function prepare(
  used: UsedKey,
  digest: Bytes,
  count: number,
  random: Random,
): Promise<Prepared[]> {
  const prepared: Prepared[] = [];
  for (const secrets of drawKept(used, count, random)) {
    const request = await requestToken(used.key, digest, readSecrets(secrets));
    prepared.push({ keyNumber: used.number, secrets, request: toBase64Url(request) });
  }
  return prepared;
}

/** The credits of a batch response; a response that does not verify is thrown away with the rest of them. */
export async function finishBatch(
  used: UsedKey,
  digest: Bytes,
  secrets: readonly Secrets[],
  response: Bytes,
): Promise<Credit[]> {
  const entries = parseBatchResponse(response, secrets.length);
  const credits: Credit[] = [];
  for (const [i, entry] of entries.entries()) {
    const kept = secrets[i];
    if (entry === 'refused' || kept === undefined) continue;
    const token = await finishToken(used.key, digest, readSecrets(kept), entry.response);
    credits.push({ token: toBase64Url(token), keyNumber: used.number });
  }
  return credits;
}

/** In a random order, so that the order of spending says nothing of the order of the batch. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const rest = [...items];
  return items
    .map(() => {
      const [a = 0, b = 0, c = 0, d = 0] = random(4);
      const drawn = a * 2 ** 24 + b * 65_536 + c * 256 + d;
      const [one] = rest.splice(drawn % rest.length, 1);
      return one;
    })
    .filter((one) => one !== undefined);
}
