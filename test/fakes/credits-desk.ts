/** A desk whose answers cost credits, and wallets that buy at its issuer over its relay. */
import type { Bytes } from '../../lib/bytes/index.ts';
import type { Field } from '../../lib/ohttp/index.ts';
import { carryToIssuer, fetchIssuerNote } from '../../lib/relay/index.ts';
import { fromBase64Url, toBase64Url, concat } from '../../lib/bytes/index.ts';
import { SettlementError } from '../../lib/settlement/index.ts';
import {
  addVoucher,
  takeCredits,
  type PurseId,
  type Taken,
  type WalletStore,
} from '../../lib/wallet/index.ts';
import { refill, tidy, type Refill } from '../../lib/wallet/refill/index.ts';
import type { StackOptions } from '../../stack/stack.ts';
import type { ModelServerOptions } from './model-server.ts';
import { openDesk, type Desk } from './open-desk.ts';
import { sharedKeys } from './token-keys.ts';
import { createWalletStore } from './wallet-store.ts';

export const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

export async function openCreditsDesk(
  model: ModelServerOptions = {},
  options: Partial<StackOptions> = {},
): Promise<Desk> {
  const issuer = { makeKey: sharedKeys(), ...options.issuer };
  return openDesk(model, { ...options, issuer, hasCredits: true });
}

export function purseIdOf({ enclave }: Desk): PurseId {
  const { name: service, credits } = enclave.transcript.statement;
  return { issuer: credits?.issuer ?? '', verifierKey: credits?.issuerKey ?? '', service };
}

/** What the extension's aside is given. */
export function refillOf(desk: Desk, store: WalletStore, client = fetch): Refill {
  const { stack, enclave } = desk;
  const id = purseIdOf(desk);
  const place = {
    fetch: (url: string, init: RequestInit) => client(url, init),
    ...{ relayUrl: stack.relayUrl, issuerName: id.issuer },
  };
  return {
    ...{ store, id, random, now: Date.now, signal: new AbortController().signal },
    way: {
      note: (signal) => fetchIssuerNote(place, signal),
      carry: (sealed, signal) => carryToIssuer(place, sealed, signal),
    },
    log: {
      ...{ origin: enclave.transcript.logOrigin, witnesses: [] },
      verifierKey: enclave.transcript.logVerifierKey,
      fetchFile: async (path) => {
        const response = await client(`${desk.url}/log/${path}`);
        if (response.status !== 200) throw new SettlementError('log-file-absent');
        return new Uint8Array(await response.arrayBuffer());
      },
    },
  };
}

/** A wallet with one batch. */
export async function openWallet(desk: Desk, batches = 1): Promise<WalletStore> {
  const store = createWalletStore();
  const text = desk.stack.issuer?.invite({ batches, untilMs: Date.now() + 86_400_000 }) ?? '';
  await addVoucher(store, purseIdOf(desk), { text, isNow: true, nowMs: 0 }, random);
  const work = refillOf(desk, store);
  await refill(work);
  await tidy(work);
  return store;
}

/** The fields that pay for an ask. */
export function payingFields({ tokens, refunds }: Taken): Field[] {
  const joined = (parts: readonly string[]): string =>
    toBase64Url(concat(...parts.map((part) => fromBase64Url(part))));
  return [
    ['sotto-credits', joined(tokens)],
    ['sotto-refund', joined(refunds)],
  ];
}

export function taking(desk: Desk, store: WalletStore, id: string, count = 1): Promise<Taken> {
  return takeCredits(store, purseIdOf(desk), { id, count, nowMs: Date.now() });
}
