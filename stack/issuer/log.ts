/** What an issuer writes down: outcomes. Never a voucher, a request, a token, or anything of a client. */
import type { VoucherKind } from './vouchers/voucher.ts';

export type IssuerEvent =
  | {
      readonly event: 'request';
      readonly route: 'note' | 'directory' | 'sealed' | 'refund' | 'other';
      readonly status: number;
    }
  | {
      readonly event: 'batch';
      /** 'none' when no kind of voucher took it. */
      readonly kind: VoucherKind['name'] | 'none';
      readonly outcome: string;
      readonly keyNumber: number;
    }
  | { readonly event: 'refund'; readonly outcome: string; readonly credits: number };
