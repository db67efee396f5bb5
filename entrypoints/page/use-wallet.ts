/** A page's view of the wallet: read anew with every word from the worker, which is when it may have changed. */
import { useEffect, useState } from 'preact/hooks';
import type { EnclaveView } from '../../lib/ask/index.ts';
import { codeOf } from '../../lib/errors/index.ts';
import type { dropVoucher, giveVoucher, lookAtKeys } from './wallet-door.ts';
import type { WalletView } from '../../lib/wallet/index.ts';

interface Door {
  readonly giveVoucher: typeof giveVoucher;
  readonly dropVoucher: typeof dropVoucher;
  readonly lookAtKeys: typeof lookAtKeys;
}

export interface WalletHold {
  wallet: WalletView | null;
  problem: string | undefined;
  add: (voucher: string, isNow: boolean) => void;
  forget: (id: string) => void;
  lookAgain: () => void;
}

/** What cannot be read is said, never shown as nothing. */
function unreadable(issuer: string): WalletView {
  const counts = { balance: 0, underWay: 0, returning: 0, spent: 0, refunded: 0, lost: 0 };
  return { issuer, ...counts, vouchers: [], problem: 'credits-unreadable' };
}

/** @param told Whatever the worker said last. */
export function useWallet(
  enclave: EnclaveView | undefined,
  told: unknown,
  onChanged: () => void,
): WalletHold {
  const [wallet, setWallet] = useState<WalletView | null>(null);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const id = enclave?.credits;
  const look = async (): Promise<void> => {
    // While the enclave is looked at again nobody knows of credits, and what was shown stays in its place.
    if (id === undefined) return enclave?.phase === 'checking' ? undefined : setWallet(null);
    const door = await import('./wallet-door.ts');
    setWallet(await door.lookAtWallet(id).catch(() => unreadable(id.issuer)));
  };
  useEffect(() => void look().catch(() => undefined), [told, id?.verifierKey]);
  const change = (act: (door: Door) => Promise<void>): void => {
    setProblem(undefined);
    import('./wallet-door.ts')
      .then(act)
      .then(look)
      .then(onChanged, (thrown: unknown) => setProblem(codeOf(thrown) ?? 'unexpected'));
  };
  return {
    wallet,
    problem,
    add: (voucher, isNow) => id && change((door) => door.giveVoucher(id, voucher, isNow)),
    forget: (voucher) => id && change((door) => door.dropVoucher(id, voucher)),
    lookAgain: () => id && change((door) => door.lookAtKeys(id)),
  };
}
