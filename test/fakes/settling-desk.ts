/** A desk that asks, and the log that its receipts go to: the alarm rings and the log shows what a test wants. */
import { IDBFactory } from 'fake-indexeddb';
import { expect } from 'vitest';
import type { Desk } from '../../lib/ask/index.ts';
import type { Bytes } from '../../lib/bytes/index.ts';
import type { KeptAsk } from '../../lib/proofs/index.ts';
import { fakeLog, logKey, ORIGIN } from '../settlement/fake-log.ts';
import { eventually } from './eventually.ts';
import { FakeBrowser, FakePage } from './desk.ts';

export class SettlingDesk {
  readonly browser: FakeBrowser;
  desk: Desk;
  page: FakePage;

  private constructor(browser: FakeBrowser) {
    this.browser = browser;
    this.desk = browser.startWorker();
    this.page = new FakePage(this.desk);
  }

  static async start(): Promise<SettlingDesk> {
    globalThis.indexedDB = new IDBFactory();
    const browser = await FakeBrowser.start();
    const { enclave, clock } = browser;
    enclave.log = { origin: ORIGIN, verifierKey: logKey.text, deadlineSeconds: 60 };
    const fromMs = clock.now();
    enclave.validity = { fromMs, untilMs: fromMs + 90_000_000, logIndex: 0 };
    await enclave.rotateKey(1);
    await enclave.refreshRelay();
    return new SettlingDesk(browser);
  }

  /** Another worker, and another page: what they know they have read. */
  restart(): void {
    this.desk = this.browser.startWorker();
    this.page = new FakePage(this.desk);
  }

  async askOnce(afterId = ''): Promise<KeptAsk> {
    await this.page.ready();
    this.page.link.send({ type: 'ask/start' });
    const { ask } = await this.page.until(
      ({ ask: one }) =>
        one?.id !== afterId && one?.proof.answered === 'complete' && one.proof.receipt === 'holds',
    );
    return eventually(async () => {
      const kept = await this.browser.proofs.open(ask?.id ?? '');
      expect(kept.settlement).toBeDefined();
      expect(kept.states.answered).toBe('complete');
      return kept;
    });
  }

  /** What the relay's copy of the log shows from now on; the list fills with what it is asked for. */
  async serveLog(entries: readonly Bytes[]): Promise<string[]> {
    const asked: string[] = [];
    const log = await fakeLog(entries);
    const serve = log.serve(await log.checkpoint(entries.length), entries.length, asked);
    this.browser.enclave.behaviour.intercept = ({ path }) => {
      if (!path.startsWith('/log/')) return undefined;
      return serve(path.slice('/log/'.length), 65_536).then(
        (file) => new Response(file),
        () => new Response(null, { status: 404 }),
      );
    };
    return asked;
  }

  breakLog(): void {
    this.browser.enclave.behaviour.intercept = ({ path }) =>
      path.startsWith('/log/') ? new Response(null, { status: 503 }) : undefined;
  }

  /** Lets the alarm ring, later than arranged if that is wanted. */
  async ring(afterMs = 0): Promise<void> {
    const { browser } = this;
    await eventually(() => expect(browser.alarmMs).not.toBeNull());
    browser.clock.advance(Math.max(0, (browser.alarmMs ?? 0) - browser.clock.now()) + afterMs);
    await this.desk.onAlarm();
  }
}

export function entryOf({ settlement }: KeptAsk): Bytes {
  if (settlement === undefined) throw new Error('not watched');
  return settlement.entry;
}
