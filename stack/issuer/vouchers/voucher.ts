/**
 * What is redeemed for credits. Each kind says whether a text is of its kind and holds; what it was worth is counted by
 * its id alone (redemptions.ts), so every kind must give one thing that was paid for one id, however it is written.
 * Must never tell the rest of the issuer who paid.
 */
import { IssuerError } from '../errors.ts';
import { sha256 } from '../redemptions.ts';
import { utf8, type Bytes } from '../../../lib/bytes/index.ts';

export interface Voucher {
  /** 32 bytes, one for each thing that was paid or given. */
  readonly id: Bytes;
  /** How many batches it is worth. */
  readonly batches: number;
  /** From here on it is worth nothing that it was not redeemed for before. */
  readonly untilMs: number;
}

export interface VoucherKind {
  readonly name: 'invitation' | 'purchase' | 'x402';
  /** Undefined when the text is of another kind. Throws IssuerError 'voucher-invalid' when it is of this one and wrong. */
  read(text: string): Promise<Voucher | undefined>;
}

const MAX_VOUCHER_LENGTH = 2048;
export const MAX_BATCHES = 64;

/** Throws IssuerError 'voucher-invalid'. Its time may be over: what was redeemed within it is the desk's to know. */
export async function readVoucher(
  kinds: readonly VoucherKind[],
  text: string,
): Promise<{ voucher: Voucher; kind: VoucherKind['name'] }> {
  if (text.length > MAX_VOUCHER_LENGTH) throw new IssuerError('voucher-invalid', 'length');
  for (const kind of kinds) {
    const voucher = await kind.read(text);
    if (voucher !== undefined) return { voucher, kind: kind.name };
  }
  throw new IssuerError('voucher-invalid', 'no such kind');
}

/** An id for something that has a name of its own at somebody else's. */
export function voucherId(kind: VoucherKind['name'], ...names: readonly string[]): Bytes {
  return sha256(utf8(JSON.stringify(['sotto voucher v1', kind, ...names])));
}
