/** Every screen that the tour stops at, in its order, and what it needs of the desk that it is given on. */
import type { Page } from 'puppeteer-core';

export const SCREENS = [
  'proofs-none',
  'ask',
  'leaves',
  'page-text',
  'hidden',
  'menu',
  'enclave',
  'offline',
  'waiting',
  'running',
  'answer',
  'answer-proof',
  'thread',
  'several',
  'proofs',
  'proof',
  'side-panel',
  'tab',
  'settings',
  'settings-opengradient',
  'welcome',
  'help',
  'proofs-page',
  'proof-opened',
  'library',
  'about',
  'alarms',
  'alarm',
  'relay-down',
  'refused',
  'no-relay',
  'lock',
  'locked',
  'locked-popup',
] as const;

/** Where answers cost credits there is one more, which is not on the tour itself (credits.ts). */
export type ScreenName = (typeof SCREENS)[number] | 'settings-credits';

/** Those that have a tab of their own, as wide as the window; the others are in the popup or in the panel. */
export const IN_A_TAB: readonly ScreenName[] = [
  'proofs-none',
  'tab',
  'settings',
  'settings-credits',
  'settings-opengradient',
  'welcome',
  'help',
  'proofs-page',
  'library',
  'proof-opened',
  'about',
  'alarms',
  'lock',
  'locked',
];

export interface Visited {
  name: ScreenName;
  page: Page;
}

export type Look = (visited: Visited) => Promise<void>;

export interface TourDesk {
  /** A page with an article on it. */
  pageUrl: string;
  /** A model that says what it is told, and stops before its last word while it is held. */
  model: { say: (answer: string) => void; hold: () => void; release: () => void };
  /** Lets the public log take in at once what waits for it. */
  settle: () => Promise<void>;
  /** Where answers cost credits: something to turn into some. */
  newVoucher?: () => string;
  /** From now on the public log cannot be read. */
  hideLog: () => void;
}
