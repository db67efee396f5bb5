/** A desk with everything it needs: a fake enclave behind fetch, stores in memory, a page on a port. */
import { createWalletStore } from './wallet-store.ts';
import { Desk, LockDesk, type Edges, type TabFacts } from '../../lib/ask/index.ts';
import {
  acceptPage,
  applyToAppState,
  connectWorker,
  PORT_NAME,
  type AppState,
  type FromWorker,
  type WorkerLink,
} from '../../lib/messages/index.ts';
import { createProofStore, type ProofStore } from '../../lib/proofs/index.ts';
import { SETTINGS_KEY } from '../../lib/settings/index.ts';
import { FakeAside } from './aside.ts';
import { FakeClock } from './clock.ts';
import { FakeEnclave } from './enclave.ts';
import { latePartsAtOnce } from './late.ts';
import { FakePort } from './port.ts';
import { random } from './random.ts';
import { FakeStorage } from './storage.ts';

export const SELF = { id: 'sotto-id', pagesUrl: 'chrome-extension://sotto-id/' };

/** What outlives a worker: the browser's stores, the pages, the relay. */
export class FakeBrowser {
  readonly clock: FakeClock;
  readonly localStore = new FakeStorage();
  readonly sessionStore = new FakeStorage();
  readonly enclave: FakeEnclave;
  readonly proofs: ProofStore = createProofStore(random, this.sessionStore);
  readonly aside = new FakeAside();
  readonly calls: string[] = [];
  /** What the toolbar button showed, in order. */
  readonly icons: string[] = [];
  /** Which home was remembered, in order. */
  readonly homes: string[] = [];
  opensHome = true;
  mayReach = true;
  /** Holds the browser's word on the permission back. */
  whileAsking: (() => Promise<void>) | undefined;
  isOnline = true;
  alarmMs: number | null = null;
  /** Every one that was asked for, in order. */
  readonly alarms: number[] = [];
  tab: TabFacts | undefined;
  /** What the page script returns, or 'refused'. */
  frames: unknown[] | 'refused' = 'refused';

  readonly wallet = createWalletStore();

  private constructor(enclave: FakeEnclave, clock: FakeClock) {
    this.enclave = enclave;
    this.clock = clock;
  }

  static async start(): Promise<FakeBrowser> {
    const clock = new FakeClock();
    const browser = new FakeBrowser(await FakeEnclave.start(clock.now), clock);
    await browser.localStore.set(SETTINGS_KEY, browser.enclave.settings);
    return browser;
  }

  edges(): Edges {
    return {
      now: this.clock.now,
      random,
      fetch: this.enclave.fetch,
      localStore: this.localStore,
      sessionStore: this.sessionStore,
      proofs: this.proofs,
      wallet: this.wallet,
      aside: this.aside.aside,
      late: latePartsAtOnce,
      stayAwake: () => {
        this.calls.push('awake');
        return () => void this.calls.push('rest');
      },
      isOnline: () => this.isOnline,
      mayReachRelay: async () => {
        await this.whileAsking?.();
        return this.mayReach;
      },
      scrubOuterRequests: async () => {
        this.calls.push(`scrub after ${String(this.enclave.requests.length)} requests`);
      },
      readTab: async () => {
        if (this.frames === 'refused') throw new Error('Cannot access contents of the page');
        return this.frames.map((result, frameId) => ({ frameId, result }));
      },
      activeTab: async () => this.tab,
      openHome: async (windowId) => {
        this.calls.push(`home beside ${String(windowId)}`);
        if (!this.opensHome) throw new Error('no gesture');
      },
      rememberHome: async (home) => void this.homes.push(home),
      notify: async (news) => void this.calls.push(`notify ${news}`),
      setBadge: async (text) => void this.calls.push(`badge ${text}`),
      setIcon: async (state) => void this.icons.push(state),
      setAlarm: async (atMs) => {
        this.alarms.push(atMs);
        // As in the product: the earlier one stands, until it has rung.
        const stands = this.alarmMs !== null && this.alarmMs > this.clock.now();
        this.alarmMs = stands ? Math.min(this.alarmMs ?? atMs, atMs) : atMs;
      },
    };
  }

  /** As the product starts it, behind the lock. */
  startLocked(): LockDesk {
    return new LockDesk(this.edges());
  }

  startWorker(): Desk {
    return new Desk(this.edges());
  }
}

/** A page of ours, speaking to a worker. */
export class FakePage {
  readonly messages: FromWorker[] = [];
  state: AppState | null = null;
  readonly link: WorkerLink;
  readonly port: FakePort;

  constructor(
    desk: Pick<Desk, 'servePage'> | Pick<LockDesk, 'servePage'>,
    isInTab = true,
    path = 'popup.html',
  ) {
    const sender = {
      id: SELF.id,
      url: `${SELF.pagesUrl}${path}`,
      ...(isInTab ? { tab: {} } : {}),
    };
    const { page, worker } = FakePort.pair(PORT_NAME, sender);
    this.port = page;
    acceptPage(worker, SELF, (link) => desk.servePage(link));
    this.link = connectWorker(page, {
      onMessage: (message) => {
        this.messages.push(message);
        this.state = applyToAppState(this.state, message);
      },
      onLost: () => undefined,
    });
  }

  /** Waits until a state is shown; fails with the last state when it never comes. */
  async until(isThere: (state: AppState) => boolean): Promise<AppState> {
    for (let turn = 0; turn < 2000; turn++) {
      if (this.state !== null && isThere(this.state)) return this.state;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    throw new Error(`never came; last: ${JSON.stringify(this.state?.ask ?? this.state?.enclave)}`);
  }

  async message<T extends FromWorker['type']>(type: T): Promise<Extract<FromWorker, { type: T }>> {
    const isIt = (m: FromWorker): m is Extract<FromWorker, { type: T }> => m.type === type;
    for (let turn = 0; turn < 2000; turn++) {
      const found = this.messages.findLast(isIt);
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    throw new Error(`no ${type}`);
  }

  /** Opens, writes a question and waits for the enclave. */
  async ready(question = 'What is the answer?'): Promise<void> {
    this.link.send({ type: 'app/open' });
    this.link.send({ type: 'draft/change', draft: { quote: 'Some quoted text.', question } });
    await this.until(
      (state) => state.enclave.phase === 'ready' && state.draft.question === question,
    );
  }
}
