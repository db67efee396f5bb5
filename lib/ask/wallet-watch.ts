/**
 * Keeps the wallet going: by the alarm, at the random times that its vouchers were given, with the aside doing the work
 * and this worker fetching for it over the relay. After an ask only what stays on the device is done.
 * Must never reach for the issuer because of an ask, nor for an issuer that no attested statement names.
 */
import { creditsJob, type CreditsGiven, type CreditsWant } from '../aside/index.ts';
import type { EnclaveView } from '../networks/index.ts';
import { carryToIssuer, fetchIssuerNote } from '../relay/index.ts';
import type { Settings } from '../settings/index.ts';
import { nextDueMs, putOffDue, readState } from '../wallet/index.ts';
import type { Edges } from './edges.ts';
import { InOrder } from './in-order.ts';
import { logFile, mayReach } from './log-file.ts';

const DEADLINE_MS = 120_000;

export class WalletWatch {
  readonly #edges: Edges;
  readonly #settings: () => Settings;
  readonly #onKept: () => void;
  /** One after the other: what stays on the device must not stand in the way of what is due. */
  readonly #order = new InOrder();

  /** @param onKept There may be another balance to show. */
  constructor(edges: Edges, settings: () => Settings, onKept: () => void) {
    this.#edges = edges;
    this.#settings = settings;
    this.#onKept = onKept;
  }

  /** Arranges the next time at which something is due. */
  async plan(): Promise<void> {
    const dueMs = await this.#nextDueMs();
    if (dueMs !== undefined) await this.#edges.setAlarm(Math.max(dueMs, this.#edges.now() + 1000));
  }

  /** Fetches what is due; whose credits they are, an attested statement says. What went wrong stands beside the voucher. */
  async keepDue(attested: () => Promise<EnclaveView>): Promise<void> {
    const { wallet, now } = this.#edges;
    try {
      const dueMs = await this.#nextDueMs();
      if (dueMs !== undefined && dueMs <= now()) await this.keep(await attested(), false);
    } finally {
      // Not even tried: it must not be due again at once, over and over.
      await putOffDue(wallet, now(), (length) => this.#edges.random(length));
      await this.plan();
    }
  }

  #nextDueMs(): Promise<number | undefined> {
    const { wallet, now } = this.#edges;
    return nextDueMs(wallet, now(), (length) => this.#edges.random(length));
  }

  /** @param isLocal Touches no network. */
  keep({ credits }: EnclaveView, isLocal: boolean): Promise<void> {
    if (credits === undefined) return Promise.resolve();
    return this.#order.do(() => this.#keep(credits, isLocal));
  }

  async #keep(credits: NonNullable<EnclaveView['credits']>, isLocal: boolean): Promise<void> {
    const { aside, now } = this.#edges;
    const { issuer, verifierKey, service, logOrigin, logVerifierKey } = credits;
    const rest = this.#edges.stayAwake();
    try {
      const input = {
        ...{ id: { issuer, verifierKey, service }, logOrigin, logVerifierKey, isLocal },
        ...{ witnesses: this.#settings().witnesses, nowMs: now() },
      };
      const signal = AbortSignal.timeout(DEADLINE_MS);
      const answer = (want: CreditsWant): Promise<CreditsGiven> => this.#give(issuer, want, signal);
      await aside.run(creditsJob, input, { answer, deadlineMs: DEADLINE_MS });
    } finally {
      rest();
      this.#onKept();
      await this.plan();
    }
  }

  async #give(issuer: string, want: CreditsWant, signal: AbortSignal): Promise<CreditsGiven> {
    const { wallet } = this.#edges;
    switch (want.kind) {
      case 'read': {
        const { version, value } = await wallet.read();
        return { kind: 'state', version, state: readState(value) };
      }
      case 'write':
        return { kind: 'written', isWritten: await wallet.write(want.version, want.state) };
      case 'note':
        return { kind: 'bytes', bytes: await fetchIssuerNote(await this.#place(issuer), signal) };
      case 'carry': {
        const place = await this.#place(issuer);
        return { kind: 'bytes', bytes: await carryToIssuer(place, want.sealed, signal) };
      }
      case 'log':
        return { kind: 'bytes', bytes: await logFile(this.#edges, this.#settings(), want.path) };
    }
  }

  async #place(issuerName: string): Promise<Parameters<typeof fetchIssuerNote>[0]> {
    const { relayUrl } = this.#settings();
    await mayReach(this.#edges, relayUrl, 'relay-permission-missing');
    return { fetch: this.#edges.fetch, relayUrl, issuerName };
  }
}
