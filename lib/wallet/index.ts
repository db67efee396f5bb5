export { WalletError, type WalletErrorCode } from './errors.ts';
export { readState, type PurseId, type WalletState } from './state.ts';
export { viewWallet, type VoucherView, type WalletView } from './view.ts';
export { addVoucher, forgetVoucher, lookNow, nextDueMs, putOffDue } from './vouchers.ts';
export {
  endSpending,
  markLeaving,
  recovered,
  recoverSpendings,
  takeCredits,
  type SpendingEnd,
  type Taken,
  type WalletStore,
} from './wallet.ts';
