/**
 * The issuer's two acts. A voucher and a batch of 32 blinded requests become 32 blind signatures; a spent token and a
 * blinded request, handed in by the gateway that could not answer, become one. Both: look, write down, then sign.
 * Must never sign before the record is on the disk, nor answer a batch of another size than everybody's.
 */
import { toHex, type Bytes } from '../../lib/bytes/index.ts';
import {
  BATCH_COUNT,
  encodeBatchResponse,
  issueToken,
  keysTaken,
  parseBatchRequest,
  parseTokenRequest,
  spentId,
  TOKEN_TYPE,
  verifyToken,
  type IssuerNote,
} from '../../lib/credits/index.ts';
import { IssuerError } from './errors.ts';
import type { KeyRing, RingKey } from './key-ring.ts';
import { sha256, type Claim, type Redemptions } from './redemptions.ts';
import { readVoucher, type VoucherKind } from './vouchers/voucher.ts';

export interface Desk {
  readonly ring: KeyRing;
  readonly redemptions: Redemptions;
  readonly kinds: readonly VoucherKind[];
  readonly challengeDigest: Bytes;
  readonly now: () => number;
}

export interface Issued {
  readonly body: Bytes;
  readonly keyNumber: number;
}

/** What a purchase also tells: the voucher's kind to the log, and what it is still worth to whoever has it. */
interface Redeemed extends Issued {
  readonly kind: VoucherKind['name'];
  readonly batchesLeft: number;
}

/**
 * Throws IssuerError. The same batch under the same voucher is answered with the same bytes, for as long as its key is
 * listed: also once the voucher's time is over, because what was redeemed within it may have got lost on the way.
 */
export async function redeem(desk: Desk, voucherText: string, batch: Bytes): Promise<Redeemed> {
  const { voucher, kind } = await readVoucher(desk.kinds, voucherText);
  const isOver = voucher.untilMs <= desk.now();
  const requests = readBatch(batch);
  if (requests.length !== BATCH_COUNT) throw new IssuerError('token-request-invalid', 'count');
  const key = keyOf(desk, requests);
  const [keyNumber] =
    (await desk.redemptions.claim({
      kind: 'voucher',
      id: voucher.id,
      most: isOver ? 0 : voucher.batches,
      request: batch,
      keyNumber: key.number,
    })) ?? [];
  if (keyNumber === undefined) throw new IssuerError(isOver ? 'voucher-expired' : 'voucher-used');
  const batchesLeft =
    voucher.batches - desk.redemptions.countOf({ kind: 'voucher', id: voucher.id });
  return { ...(await sign(desk, keyNumber, requests)), kind, batchesLeft };
}

/** For the gateway: tokens that it took and could not answer for, and as many blinded requests. */
export async function refund(
  desk: Desk,
  tokens: readonly Bytes[],
  requests: readonly Bytes[],
): Promise<Issued> {
  if (tokens.length === 0 || tokens.length !== requests.length) {
    throw new IssuerError('token-request-invalid', 'count');
  }
  const keys = keysTaken(noteKeysOf(desk), desk.now()).map(({ key }) => key);
  const redemption = { keys, challengeDigest: desk.challengeDigest };
  const ids = await Promise.all(
    tokens.map(async (token) => spentId(await verifyToken(token, redemption))),
  ).catch((cause: unknown) => {
    throw new IssuerError('token-invalid', undefined, { cause });
  });
  if (new Set(ids.map(toHex)).size !== ids.length) throw new IssuerError('token-invalid', 'twice');
  const { number } = keyOf(desk, requests);
  const claims = requests.map((request, i): Claim => {
    const id = sha256(ids[i] ?? new Uint8Array(0));
    return { kind: 'refund', id, most: 1, request, keyNumber: number };
  });
  const [keyNumber] = (await desk.redemptions.claim(...claims)) ?? [];
  if (keyNumber === undefined) throw new IssuerError('refund-used');
  return sign(desk, keyNumber, requests);
}

async function sign(
  { ring }: Desk,
  keyNumber: number,
  requests: readonly Bytes[],
): Promise<Issued> {
  const key = ring.byNumber(keyNumber);
  if (key === undefined) throw new IssuerError('voucher-expired', 'its key is gone');
  const { sign: rawSign } = key.secret;
  const entries = [];
  for (const request of requests) {
    const response = await issueToken(key.key, request, rawSign);
    entries.push({ tokenType: TOKEN_TYPE, response });
  }
  return { body: encodeBatchResponse(entries), keyNumber };
}

function readBatch(batch: Bytes): Bytes[] {
  try {
    return parseBatchRequest(batch);
  } catch (cause) {
    throw new IssuerError('token-request-invalid', undefined, { cause });
  }
}

/**
 * One key for all requests of a batch: the one that issues now. A key that stopped is taken too, because a retry and a
 * refund may come after its time; it makes nothing that was not paid for while it issued.
 */
function keyOf(desk: Desk, requests: readonly Bytes[]): RingKey {
  const key = desk.ring.byTruncatedId(requests[0]?.[2] ?? 0);
  if (key === undefined || key.fromMs > desk.now()) {
    throw new IssuerError('token-request-invalid', 'key');
  }
  try {
    for (const request of requests) parseTokenRequest(key.key, request);
  } catch (cause) {
    throw new IssuerError('token-request-invalid', undefined, { cause });
  }
  return key;
}

function noteKeysOf({ ring }: Desk): IssuerNote {
  return { name: '', service: '', keyConfig: new Uint8Array(0), keys: ring.keys };
}
