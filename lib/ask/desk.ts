/**
 * The worker's desk: holds the draft, the enclave and the asks, and serves every open page with snapshots.
 * It is made in the worker's first turn; what it remembers is loaded before the first command is obeyed.
 * Must never send without a Send (ask-commands.ts), nor obey a page before its port was checked (lib/messages).
 */
import { hasCode } from '../errors/index.ts';
import type { FromWorker, PageHandlers, PageLink, ToWorker } from '../messages/index.ts';
import { isKeyLeaf, settlementStateOf, type SettlementRecord } from '../proofs/index.ts';
import type { Settings } from '../settings/index.ts';
import { AlarmDesk } from './alarm-desk.ts';
import { withAllowedFetch } from './allowed-fetch.ts';
import { Badge } from './badge.ts';
import { appState } from './app-state.ts';
import { isRunning } from './ask-view.ts';
import { obeyAsk, type AskCommand } from './ask-commands.ts';
import { AsksDesk } from './asks-desk.ts';
import { DraftDesk, type Taken } from './draft-desk.ts';
import type { Edges } from './edges.ts';
import { EnclaveDesk } from './enclave.ts';
import { errorViewOf } from './error-table.ts';
import { FollowDesk } from './follow-desk.ts';
import { Homes } from './homes.ts';
import { newsOfEnd, newsOfSettlement } from './news.ts';
import { isElsewhere } from './save-settings.ts';
import { SettingsDesk } from './settings-desk.ts';
import { SettlementWatch } from './settlement-watch.ts';
import { Soon } from './soon.ts';
import { expiredIds, idsToForget } from './to-forget.ts';
import { Toolbar } from './toolbar.ts';
import { WalletWatch } from './wallet-watch.ts';
import type { EnclaveView } from './view.ts';
import type { Gesture } from './wake.ts';

export class Desk {
  readonly #edges: Edges;
  readonly #pages = new Set<PageLink>();
  readonly #draft: DraftDesk;
  readonly #enclave: EnclaveDesk;
  readonly #follows: FollowDesk;
  readonly #asks: AsksDesk;
  readonly #settings: SettingsDesk;
  readonly #settling: SettlementWatch;
  readonly #wallet: WalletWatch;
  readonly #toolbar: Toolbar;
  readonly #alarms: AlarmDesk;
  readonly #badge: Badge;
  readonly #homes: Homes;
  readonly #soon = new Soon(() => this.#broadcast());
  readonly #loaded: Promise<void>;

  constructor(handed: Edges) {
    const edges = withAllowedFetch(handed);
    this.#edges = edges;
    this.#draft = new DraftDesk(edges);
    this.#enclave = new EnclaveDesk(edges, this.#broadcast, this.#planLook);
    this.#settings = new SettingsDesk(edges, this.#enclave, this.#onSettings);
    this.#follows = new FollowDesk(edges);
    this.#asks = this.#makeAsks();
    this.#toolbar = new Toolbar(edges.setIcon);
    this.#badge = new Badge(edges);
    this.#alarms = new AlarmDesk(edges, this.#badge, this.#broadcast);
    this.#homes = new Homes(edges, this.#badge, this.#pages);
    this.#settling = new SettlementWatch(edges, () => this.#settings.now, this.#onSettled);
    this.#wallet = new WalletWatch(edges, () => this.#settings.now, this.#broadcast);
    this.#loaded = this.#load();
  }

  /** A page of ours has opened its port. One that closes ends nothing: the answer goes on arriving. */
  servePage(page: PageLink): PageHandlers {
    this.#pages.add(page);
    return {
      onMessage: (command) => void this.#obey(page, command),
      onClose: () => this.#pages.delete(page) && this.#homes.closed(page),
    };
  }

  /** A gesture on a page: its selection becomes the quote. The app is opened first, while the gesture counts. */
  async onGesture(gesture: Gesture): Promise<void> {
    const called = this.#homes.call(gesture);
    await this.#loaded;
    called.end(await this.#takeSelection(gesture, called.isNew));
    await called.opening;
  }

  /** The relay's host was granted or taken away. */
  async onPermissionChange(): Promise<void> {
    await this.#loaded;
    this.#enclave.forget();
    if (this.#pages.size > 0) this.#prepare();
  }

  /** The alarm has rung: time to look whether receipts have settled. */
  async onAlarm(): Promise<void> {
    await this.#loaded;
    this.#asks.pump();
    await this.#settling.look().catch(() => undefined);
    await this.#alarms.refresh();
    await this.#wallet.keepDue(() => this.#attested()).catch(() => undefined);
  }

  /** The network is there again: what may leave by itself does. */
  async onOnline(): Promise<void> {
    await this.#loaded;
    this.#asks.pump();
  }

  async #load(): Promise<void> {
    const trouble = await this.#settings.load();
    this.#homes.remember(this.#settings.now);
    await this.#draft.load(this.#settings.now, trouble);
    await this.#follows.clear(...(await this.#asks.load(await this.#follows.load())));
    await this.#alarms.load();
    this.#showToolbar();
    this.#planLook();
    await this.#wallet.plan().catch(() => undefined);
    await this.#forget(await expiredIds(this.#edges, this.#settings.now));
  }

  async #obey(page: PageLink, command: ToWorker): Promise<void> {
    try {
      await this.#loaded;
      await this.#do(page, command);
    } catch (thrown) {
      page.post({ type: 'problem', error: errorViewOf(thrown) });
    }
  }

  async #do(page: PageLink, command: ToWorker): Promise<void> {
    switch (command.type) {
      case 'app/open':
        return this.#open(page, command.windowId);
      case 'page/seen':
        return command.isSeen ? this.#seen() : undefined;
      case 'draft/change':
        this.#draft.change(command.draft);
        return this.#tellDraft();
      case 'draft/clear':
        return this.#clear();
      case 'ask/show':
        return this.#show(page, command.id);
      case 'wallet/changed':
        await this.#wallet.keepDue(() => this.#attested()).catch(() => undefined);
        return this.#broadcast();
      case 'alarms/seen':
        return this.#alarms.see(command.ids);
      case 'enclave/recheck':
        this.#enclave.forget();
        return this.#prepare();
      case 'proofs/forget':
        return this.#forget([command.id]);
      case 'proofs/forget-all':
        return this.#forget(await idsToForget(this.#edges, command));
      case 'settings/read':
      case 'account/change':
      case 'settings/write':
        return this.#settings.obey(page, command);
      default:
        return this.#ask(command);
    }
  }

  async #open(page: PageLink, windowId: number | undefined): Promise<void> {
    this.#homes.opened(page, windowId);
    const { asks } = this.#asks;
    this.#prepare();
    this.#asks.pump();
    this.#asks.show(asks.shownId);
    this.#broadcast();
    this.#badge.seen();
    if (page.isPopup && !isRunning(asks.shown) && !this.#homes.takeFresh()) {
      await this.#takeUnder(page);
    }
  }

  /** What ended behind the person's back is before their eyes now. */
  #seen(): void {
    this.#asks.show(this.#asks.asks.shownId);
    this.#badge.seen();
    this.#broadcast();
  }

  /** The toolbar button gives activeTab too: what is selected under it is what the person wants to ask about. */
  async #takeUnder(page: PageLink): Promise<void> {
    const tab = page.isPopup ? await this.#edges.activeTab() : undefined;
    if (tab?.id !== undefined) await this.#takeSelection({ origin: 'toolbar', tab }, false);
  }

  /** Another ask, or the draft: in a popup with what is selected under it. */
  async #show(page: PageLink, id: string | null): Promise<void> {
    this.#asks.show(id);
    this.#broadcast();
    if (id === null) await this.#takeUnder(page);
  }

  async #takeSelection(gesture: Gesture, isNew: boolean): Promise<Taken> {
    const taken = await this.#draft.take(gesture, isNew, this.#settings.now);
    if (taken === 'nothing') return taken;
    if (taken === 'another-quote') this.#asks.show(null);
    await this.#tellDraft();
    return taken;
  }

  async #tellDraft(): Promise<void> {
    this.#broadcast();
    await this.#draft.save();
  }

  async #clear(): Promise<void> {
    this.#draft.clear(this.#settings.now);
    this.#asks.show(null);
    await this.#tellDraft();
  }

  async #ask(command: AskCommand): Promise<void> {
    const desks = { draft: this.#draft, follows: this.#follows, asks: this.#asks };
    await obeyAsk(desks, this.#settings.now, command);
    this.#soon.ask();
  }

  #makeAsks(): AsksDesk {
    return new AsksDesk({
      ...{ edges: this.#edges, enclave: this.#enclave, settings: () => this.#settings.now },
      onChange: (isUrgent) => (isUrgent ? this.#broadcast() : this.#soon.ask()),
      onText: (id, from, text) => this.#post({ type: 'ask/text', id, from, text }),
      onKeepFailed: (id, thrown) => this.#onKeepFailed(id, thrown),
      onWatched: this.#planLook,
      onEnded: (view) => this.#homes.announce(newsOfEnd(view), this.#settings.now),
      onFinished: (id) => {
        this.#post({ type: 'proofs/changed', id });
        void this.#wallet.keep(this.#enclave.view, true).catch(() => undefined);
      },
    });
  }

  /** A window without any store says so to whoever looks; a full one is told of until somebody has. */
  #onKeepFailed(id: string, thrown: unknown): void {
    if (!hasCode(thrown, 'store-unavailable')) void this.#alarms.tellNotKept(id, thrown);
    else this.#post({ type: 'problem', error: errorViewOf(thrown) });
  }

  readonly #planLook = (): void => void this.#settling.plan().catch(() => undefined);

  readonly #onSettled = (leaf: SettlementRecord): void => {
    const settlement = settlementStateOf(leaf);
    if (isKeyLeaf(leaf)) return this.#enclave.onKeyLook(leaf);
    this.#asks.settle(leaf.id, settlement);
    this.#homes.announce(newsOfSettlement(settlement), this.#settings.now);
    this.#post({ type: 'proofs/changed', id: leaf.id });
    this.#broadcast();
  };

  async #forget(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    // Deleted means deleted: the view of it goes too, here and on every page.
    await this.#asks.forget(ids, () => this.#edges.proofs.forget(...ids));
    await this.#follows.clear(...ids);
    for (const id of ids) this.#post({ type: 'proofs/forgotten', id });
    await this.#alarms.refresh();
  }

  readonly #onSettings = (before: Settings, after: Settings): void => {
    this.#homes.remember(after);
    if (isElsewhere(before, after)) this.#asks.holdQueued();
    this.#broadcast();
    this.#prepare();
  };

  /** Looks the enclave up before anybody asks; what went wrong is in its view. */
  #prepare(): void {
    this.#enclave.ready(this.#settings.now).catch(() => undefined);
  }

  async #attested(): Promise<EnclaveView> {
    await this.#enclave.ready(this.#settings.now);
    return this.#enclave.view;
  }

  #state(): FromWorker {
    const shown = { asks: this.#asks.asks, follows: this.#follows, alarms: this.#alarms.views };
    return appState(this.#draft.draft, this.#settings.now, this.#enclave, shown);
  }

  readonly #broadcast = (): void => {
    this.#soon.cancel();
    if (this.#pages.size > 0) this.#post(this.#state());
    this.#showToolbar();
  };

  #showToolbar(): void {
    const { asks } = this.#asks;
    const ask = asks.running()[0] ?? asks.shown;
    this.#toolbar.show(ask, this.#enclave.view, this.#alarms.views);
  }

  #post(message: FromWorker): void {
    this.#pages.forEach((page) => page.post(message));
  }
}
