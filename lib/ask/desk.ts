/**
 * The worker's desk: holds the draft, the enclave and the running ask, and serves every open page with snapshots.
 * It is made in the worker's first turn; what it remembers is loaded before the first command is obeyed.
 * Must never send without an 'ask/start', nor obey a page before its port was checked (lib/messages).
 */
import { hasCode } from '../errors/index.ts';
import type { FromWorker, PageHandlers, PageLink, ToWorker } from '../messages/index.ts';
import { isKeyLeaf, settlementStateOf, type SettlementRecord } from '../proofs/index.ts';
import { questionOf } from '../prompts/index.ts';
import { DEFAULT_SETTINGS, readSettings, type Settings } from '../settings/index.ts';
import { AlarmDesk } from './alarm-desk.ts';
import { appState } from './app-state.ts';
import { isBeingSent, isRunning } from './ask-view.ts';
import { DraftDesk } from './draft-desk.ts';
import type { Edges } from './edges.ts';
import { EnclaveDesk } from './enclave.ts';
import { errorViewOf } from './error-table.ts';
import { AskError } from './errors.ts';
import { keepInterrupted, AskSaver, resumeAsk } from './resume.ts';
import { RunningAsk } from './running-ask.ts';
import { saveSettings } from './save-settings.ts';
import { SettlementWatch } from './settlement-watch.ts';
import { Soon } from './soon.ts';
import { expiredIds, idsToForget } from './to-forget.ts';
import { tellSettings } from './tell-settings.ts';
import { Toolbar } from './toolbar.ts';
import { WalletWatch } from './wallet-watch.ts';
import type { AskView } from './view.ts';
import type { Gesture } from './wake.ts';

export class Desk {
  readonly #edges: Edges;
  readonly #pages = new Set<PageLink>();
  readonly #draft: DraftDesk;
  readonly #enclave: EnclaveDesk;
  readonly #saver: AskSaver;
  readonly #settling: SettlementWatch;
  readonly #wallet: WalletWatch;
  readonly #toolbar: Toolbar;
  readonly #alarms: AlarmDesk;
  readonly #soon = new Soon(() => this.#broadcast());
  readonly #loaded: Promise<void>;
  #settings: Settings = DEFAULT_SETTINGS;
  /** A gesture has just read the page: the popup that it opens need not. */
  #isFresh = false;
  #view: AskView | null = null;
  #running: RunningAsk | undefined;

  constructor(edges: Edges) {
    this.#edges = edges;
    this.#draft = new DraftDesk(edges);
    const onChange = (): void => this.#broadcast();
    this.#enclave = new EnclaveDesk(edges, onChange, () => this.#planLook());
    this.#saver = new AskSaver(edges);
    this.#toolbar = new Toolbar(edges.setIcon);
    this.#alarms = new AlarmDesk(edges, onChange);
    const onSettled = (leaf: SettlementRecord): void => this.#onSettled(leaf);
    this.#settling = new SettlementWatch(edges, () => this.#settings, onSettled);
    this.#wallet = new WalletWatch(edges, () => this.#settings);
    this.#loaded = this.#load();
  }

  /** A page of ours has opened its port. */
  servePage(page: PageLink): PageHandlers {
    this.#pages.add(page);
    return {
      onMessage: (command) => void this.#obey(page, command),
      // A closed popup ends nothing: the answer goes on arriving.
      onClose: () => this.#pages.delete(page),
    };
  }

  /** A gesture on a page: its selection becomes the quote. The popup is opened first, while the gesture counts. */
  async onGesture(gesture: Gesture): Promise<void> {
    this.#isFresh = true;
    const opening = this.#edges.openPopup().catch(() => this.#edges.setBadge('?'));
    await this.#loaded;
    await this.#takeSelection(gesture, true);
    await opening;
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
    await this.#settling.look().catch(() => undefined);
    await this.#alarms.refresh();
    await this.#keepWallet().catch(() => undefined);
  }

  async #load(): Promise<void> {
    let trouble: unknown;
    try {
      this.#settings = await readSettings(this.#edges.localStore);
    } catch (thrown) {
      trouble = thrown;
    }
    await this.#draft.load(this.#settings, trouble);
    const resumed = await resumeAsk(this.#edges);
    this.#view = resumed?.view ?? null;
    await this.#alarms.load();
    this.#toolbar.show(this.#view, this.#enclave.view, this.#alarms.views);
    this.#planLook();
    await this.#wallet.load().catch(() => undefined);
    await this.#forget(await expiredIds(this.#edges, this.#settings));
    if (resumed?.wasInterrupted !== true) return;
    this.#saver.save(resumed.view);
    await keepInterrupted(this.#edges, resumed.view);
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
        return this.#open(page);
      case 'draft/change':
        this.#draft.change(command.draft);
        return this.#tellDraft();
      case 'draft/clear':
        return this.#clear();
      case 'ask/start':
        return this.#start(command.model);
      case 'ask/stop':
        if (this.#running?.view.id === command.id) this.#running.stop();
        return;
      case 'wallet/changed':
        return this.#keepWallet();
      case 'alarms/seen':
        return this.#alarms.see(command.ids);
      case 'enclave/recheck':
        this.#enclave.forget();
        return this.#prepare();
      case 'proofs/forget':
      case 'proofs/forget-all':
        return this.#forget(await idsToForget(this.#edges, command));
      case 'settings/read':
        return tellSettings(page, this.#settings, this.#enclave);
      case 'account/change':
        await this.#enclave.changeAccount(command.bundle);
        return tellSettings(page, this.#settings, this.#enclave);
      case 'settings/write':
        return this.#writeSettings(page, command.settings);
    }
  }

  async #open(page: PageLink): Promise<void> {
    this.#prepare();
    page.post(this.#state());
    void this.#alarms.showBadge();
    if (!page.isPopup || isRunning(this.#view)) return;
    const wasFresh = this.#isFresh;
    this.#isFresh = false;
    // The toolbar button gives activeTab too: what is selected under it is what the person wants to ask about.
    const tab = wasFresh ? undefined : await this.#edges.activeTab();
    if (tab?.id === undefined) return;
    await this.#takeSelection({ origin: 'toolbar', tab }, false);
  }

  async #takeSelection(gesture: Gesture, isNew: boolean): Promise<void> {
    const taken = await this.#draft.take(gesture, isNew, this.#settings);
    if (taken === 'nothing') return;
    if (taken === 'another-quote' && !isRunning(this.#view)) await this.#showAsk(null);
    await this.#tellDraft();
  }

  async #tellDraft(): Promise<void> {
    this.#broadcast();
    await this.#draft.save();
  }

  async #clear(): Promise<void> {
    this.#draft.clear(this.#settings);
    if (!isRunning(this.#view)) await this.#showAsk(null);
    await this.#tellDraft();
  }

  async #start(picked: string | undefined): Promise<void> {
    if (isRunning(this.#view)) throw new AskError('ask-running');
    const { draft, mayKeep } = this.#draft;
    if (questionOf(draft) === '') throw new AskError('question-empty');
    const model = picked ?? (draft.model || this.#settings.model);
    const question = { draft, model, settings: this.#settings };
    const running: RunningAsk = new RunningAsk(question, this.#settings.keepHistory && mayKeep, {
      edges: this.#edges,
      enclave: this.#enclave,
      onChange: (view, addedText) => this.#onAskChange(running, view, addedText),
      onKeepFailed: (thrown) => this.#onKeepFailed(running.view.id, thrown),
      onWatched: () => this.#planLook(),
    });
    this.#running = running;
    this.#view = running.view;
    this.#saver.save(running.view);
    await running.start();
    void this.#wallet.keep(this.#enclave.view, true).catch(() => undefined);
  }

  #onAskChange(running: RunningAsk, view: AskView, addedText: string | undefined): void {
    // A stopped ask may still be read to its end behind a newer one.
    if (running !== this.#running) return;
    const from = this.#view?.answerText.length ?? 0;
    this.#view = view;
    this.#saver.save(view);
    if (addedText !== undefined) {
      this.#post({ type: 'ask/text', id: view.id, from, text: addedText });
    } else if (isBeingSent(view)) this.#soon.ask();
    else this.#broadcast();
  }

  /** A window without any store says so to whoever looks; a full one is told of until somebody has. */
  #onKeepFailed(id: string, thrown: unknown): void {
    if (!hasCode(thrown, 'store-unavailable')) void this.#alarms.tellNotKept(id, thrown);
    else this.#post({ type: 'problem', error: errorViewOf(thrown) });
  }

  /** Fetches what is due; whose credits they are, an attested statement says. */
  async #keepWallet(): Promise<void> {
    await this.#wallet.plan();
    if (!(await this.#wallet.isDue())) return;
    await this.#enclave.ready(this.#settings);
    await this.#wallet.keep(this.#enclave.view, false);
    this.#broadcast();
  }

  #planLook(): void {
    this.#settling.plan().catch(() => undefined);
  }

  #onSettled(leaf: SettlementRecord): void {
    const settlement = settlementStateOf(leaf);
    if (isKeyLeaf(leaf)) return this.#enclave.onKeyLook(leaf);
    if (this.#running?.view.id === leaf.id) this.#running.settle(settlement);
    if (this.#view?.id === leaf.id) {
      this.#view = { ...this.#view, proof: { ...this.#view.proof, settlement } };
      this.#saver.save(this.#view);
    }
    this.#post({ type: 'proofs/changed', id: leaf.id });
    this.#broadcast();
  }

  async #showAsk(view: AskView | null): Promise<void> {
    this.#view = view;
    this.#running = undefined;
    if (view === null) await this.#saver.clear();
  }

  async #forget(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#edges.proofs.forget(...ids);
    // Deleted means deleted: the view of it goes too, here and on every page.
    const isShown = ids.includes(this.#view?.id ?? '') && !isRunning(this.#view);
    if (isShown) await this.#showAsk(null);
    for (const id of ids) this.#post({ type: 'proofs/forgotten', id });
    await this.#alarms.refresh();
  }

  async #writeSettings(page: PageLink, value: unknown): Promise<void> {
    try {
      this.#settings = await saveSettings(this.#edges, this.#settings, value);
    } catch (thrown) {
      return tellSettings(page, this.#settings, this.#enclave, errorViewOf(thrown));
    }
    await tellSettings(page, this.#settings, this.#enclave);
    this.#broadcast();
    this.#prepare();
  }

  /** Looks the enclave up before anybody asks; what went wrong is in its view. */
  #prepare(): void {
    this.#enclave.ready(this.#settings).catch(() => undefined);
  }

  #state(): FromWorker {
    const { draft } = this.#draft;
    return appState(draft, this.#settings, this.#enclave, this.#view, this.#alarms.views);
  }

  #broadcast(): void {
    this.#soon.cancel();
    this.#toolbar.show(this.#view, this.#enclave.view, this.#alarms.views);
    if (this.#pages.size > 0) this.#post(this.#state());
  }

  #post(message: FromWorker): void {
    for (const page of this.#pages) page.post(message);
  }
}
