/** The wallet as a screen shows it. Must never carry a token, a secret, or a whole voucher. */
import { purseOf, readState, type KeptVoucher, type PurseId } from './state.ts';
import { withoutExpired, type WalletStore } from './wallet.ts';

export interface VoucherView {
  readonly id: string;
  /** Its first signs, enough to tell one from another. */
  readonly preview: string;
  readonly dueMs: number;
  /** Batches that came of it so far. */
  readonly fetched: number;
  readonly problem: string | null;
  /** Why the last try came to nothing. */
  readonly tried: string | null;
}

export interface WalletView {
  readonly issuer: string;
  readonly balance: number;
  /** Taken for an ask that is under way. */
  readonly underWay: number;
  /** Refunds that have come and are not yet made credits of. */
  readonly returning: number;
  readonly spent: number;
  readonly refunded: number;
  readonly lost: number;
  readonly vouchers: readonly VoucherView[];
  readonly problem: string | null;
}

export async function viewWallet(
  store: WalletStore,
  id: PurseId,
  nowMs: number,
): Promise<WalletView> {
  const { value } = await store.read();
  const purse = withoutExpired(purseOf(readState(value), id), nowMs);
  const { issuer, credits, spendings, spent, refunded, lost, vouchers, problem } = purse;
  const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
  return {
    ...{ issuer, spent, refunded, lost, problem, balance: credits.length },
    underWay: sum(spendings.map((one) => one.credits.length)),
    returning: sum(spendings.map((one) => (one.refunded === null ? 0 : one.refunds.length))),
    vouchers: vouchers.map(voucherView),
  };
}

function voucherView({ id, text, dueMs, fetched, problem, tried }: KeptVoucher): VoucherView {
  return { id, preview: `${text.slice(0, 10)}…`, dueMs, fetched, problem, tried };
}
