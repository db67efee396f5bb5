/**
 * Everything that the story needs of the world, handed in at the entrypoint: the browser's in production, fakes in
 * tests. Must never grow a second way to the network or the database.
 */
import type { Aside } from '../aside/index.ts';
import type { Bytes } from '../bytes/index.ts';
import type { LateNetworkParts } from '../networks/index.ts';
import type { ProofKeeper } from '../proofs/index.ts';
import type { Fetch } from '../relay/index.ts';
import type { FrameResult } from '../selection/index.ts';
import type { Home, KeyValueStore } from '../settings/index.ts';
import type { WalletStore } from '../wallet/index.ts';
import type { News } from './news.ts';
import type { ToolbarState } from './toolbar.ts';

/** What the browser tells of a tab under the gesture's grant. */
export interface TabFacts {
  readonly id?: number | undefined;
  readonly windowId?: number | undefined;
  readonly url?: string | undefined;
  readonly title?: string | undefined;
  readonly incognito?: boolean | undefined;
}

/** Also tells everything that it holds. */
export interface SessionStore extends KeyValueStore {
  all(): Promise<Readonly<Record<string, unknown>>>;
}

export interface Edges {
  readonly now: () => number;
  random(length: number): Bytes;
  readonly fetch: Fetch;
  /** On disk, in clear: settings. */
  readonly localStore: KeyValueStore;
  /** In memory until the browser exits: what must survive the worker's death. */
  readonly sessionStore: SessionStore;
  readonly proofs: ProofKeeper;
  /** Anonymous credits, sealed at rest. */
  readonly wallet: WalletStore;
  /** Slow work, and work whose code the worker has no room for. */
  readonly aside: Pick<Aside, 'run'>;
  /** Code that is loaded where it is first used. */
  readonly late: LateNetworkParts;
  /** Keeps the worker alive until the returned function is called; a lock waits for it, unless told that it need not. */
  stayAwake(options?: { readonly mayLock: boolean }): () => void;
  /** What the browser says of the network: false is to be believed more than true. */
  isOnline(): boolean;
  mayReachRelay(relayUrl: string): Promise<boolean>;
  /** Makes our requests to these places look like everybody's. Awaited before the first of them. */
  scrubOuterRequests(...urls: string[]): Promise<void>;
  /** The page script's results, frame by frame; rejects where the browser does not let it run. */
  readTab(tabId: number, frameId?: number): Promise<readonly FrameResult[]>;
  activeTab(): Promise<TabFacts | undefined>;
  /** Opens the app where the person wants it; must be called before anything is awaited. */
  openHome(windowId: number | undefined): Promise<void>;
  /** The choice, for the next gesture and for the toolbar button. */
  rememberHome(home: Home): Promise<void>;
  setBadge(text: string): Promise<void>;
  /** By the system's notifications, where the person granted them; in words that tell nothing of an ask. */
  notify(news: News): Promise<void>;
  /** The toolbar button's picture and words. */
  readonly setIcon: (state: ToolbarState) => Promise<void>;
  /** Wakes the worker at this time, or at an earlier one arranged before. */
  setAlarm(atMs: number): Promise<void>;
}
