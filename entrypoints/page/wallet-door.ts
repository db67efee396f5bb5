/** The page's own look at the wallet, loaded late: no screen needs it to appear. */
import { sessionStore } from '../../lib/platform/index.ts';
import { createWalletStore } from '../../lib/proofs/index.ts';
import {
  addVoucher,
  forgetVoucher,
  lookNow,
  viewWallet,
  type PurseId,
  type WalletView,
} from '../../lib/wallet/index.ts';

const random = (length: number): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(length));
const store = createWalletStore(random, sessionStore);

export function lookAtWallet(id: PurseId): Promise<WalletView> {
  return viewWallet(store, id, Date.now());
}

export function giveVoucher(id: PurseId, text: string, isNow: boolean): Promise<void> {
  return addVoucher(store, id, { text, isNow, nowMs: Date.now() }, random);
}

export function lookAtKeys(id: PurseId): Promise<void> {
  return lookNow(store, id, Date.now());
}

export function dropVoucher(id: PurseId, voucher: string): Promise<void> {
  return forgetVoucher(store, id, voucher);
}
