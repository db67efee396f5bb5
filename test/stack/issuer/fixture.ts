/** An issuer with its ledger and the relay's resource for it, and a wallet that speaks to them over HTTP. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Bytes } from '../../../lib/bytes/index.ts';
import { MEDIA } from '../../../lib/ohttp/index.ts';
import type { IssuerWay, Refill } from '../../../lib/wallet/refill/index.ts';
import { SettlementError } from '../../../lib/settlement/index.ts';
import type { PurseId, WalletStore } from '../../../lib/wallet/index.ts';
import type { IssuerEvent } from '../../../stack/issuer/log.ts';
import {
  startIssuer,
  type IssuerOptions,
  type RunningIssuer,
} from '../../../stack/issuer/start-issuer.ts';
import { startLedger, type RunningLedger } from '../../../stack/ledger/index.ts';
import { temporaryFolder } from '../../fakes/temporary-folder.ts';
import { sharedKeys } from '../../fakes/token-keys.ts';

export const ISSUER_NAME = 'issuer.test';
export const SERVICE = 'gateway.test';
export const DAY_MS = 86_400_000;

export interface IssuerFixture {
  readonly issuer: RunningIssuer;
  readonly ledger: RunningLedger;
  readonly folder: string;
  readonly events: IssuerEvent[];
  readonly id: PurseId;
  restart(): Promise<IssuerFixture>;
}

export const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

export async function openIssuer(
  options: Partial<IssuerOptions> = {},
  earlier?: { folder: string; ledger: RunningLedger },
): Promise<IssuerFixture> {
  const folder = earlier?.folder ?? (await temporaryFolder());
  const ledger =
    earlier?.ledger ??
    (await startLedger({ folder: join(folder, 'ledger'), origin: 'log.test/issuer' }));
  if (earlier === undefined) onTestFinished(() => ledger.close());
  const events: IssuerEvent[] = [];
  const issuer = await startIssuer({
    folder: join(folder, 'issuer'),
    ...{ name: ISSUER_NAME, service: SERVICE, ledgerUrl: ledger.url },
    log: (event) => events.push(event),
    makeKey: sharedKeys(),
    ...options,
  });
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await issuer.close();
    isOpen = false;
  };
  onTestFinished(close);
  await ledger.settle();
  return {
    ...{ issuer, ledger, folder, events },
    id: { issuer: ISSUER_NAME, verifierKey: issuer.verifierKey, service: SERVICE },
    restart: async () => {
      await close();
      return openIssuer(options, { folder, ledger });
    },
  };
}

/** Straight to an issuer's port. */
export function wayTo(url: string): IssuerWay {
  const fetched = async (path: string, init: RequestInit): Promise<Bytes> => {
    const response = await fetch(`${url}${path}`, init);
    if (response.status !== 200) throw new Error(`status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
  const headers = { 'content-type': MEDIA.chunkedRequest };
  return {
    note: (signal) => fetched('/note', { signal }),
    carry: (body, signal) => fetched('/ask', { method: 'POST', headers, body, signal }),
  };
}

/** What a device's aside is given, with the issuer at its own port in the relay's place. */
export function refillAt(
  { issuer, ledger, id }: Pick<IssuerFixture, 'issuer' | 'ledger' | 'id'>,
  store: WalletStore,
  changes: Partial<Refill> = {},
): Refill {
  return {
    ...{ store, id, random, now: Date.now, signal: new AbortController().signal },
    way: wayTo(issuer.url),
    log: {
      ...{ origin: ledger.origin, verifierKey: ledger.verifierKey, witnesses: [] },
      fetchFile: async (path) => {
        const response = await fetch(`${ledger.url}/${path}`);
        if (response.status !== 200) throw new SettlementError('log-file-absent');
        return new Uint8Array(await response.arrayBuffer());
      },
    },
    ...changes,
  };
}
