/** The wallet for every screen that shows a balance; null where no credits are asked for, or not yet known. */
import { createContext } from 'preact';
import type { WalletView } from '../../lib/wallet/index.ts';

export const WalletContext = createContext<WalletView | null>(null);
