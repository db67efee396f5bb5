import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import { createWalletStore } from '../../lib/proofs/index.ts';
import { endSpending, takeCredits, viewWallet } from '../../lib/wallet/index.ts';
import { EMPTY_WALLET, purseOf, withPurse, type WalletState } from '../../lib/wallet/state.ts';
import { isRecord } from '../../scripts/json.ts';
import { random } from '../fakes/random.ts';

const ID = { issuer: 'issuer.test', verifierKey: 'key', service: 'gateway.test' };

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

function walletOf(count: number): WalletState {
  const secrets = { nonce: 'n', salt: 's', blind: 'b' };
  const credits = Array.from({ length: count }, (_, i) => ({ token: `token-${i}`, keyNumber: 1 }));
  const prepared = credits.map((_, i) => ({ keyNumber: 1, secrets, request: `request-${i}` }));
  return withPurse(EMPTY_WALLET, { ...purseOf(EMPTY_WALLET, ID), credits, prepared });
}

async function onDisk(): Promise<{ id: string; version: number; sealed: Uint8Array }> {
  const database = await openDB('sotto');
  const record: unknown = await database.get('wallet', 'wallet');
  database.close();
  if (!isRecord(record) || !(record['sealed'] instanceof Uint8Array)) throw new Error('not there');
  return { ...record, id: 'wallet', version: Number(record['version']), sealed: record['sealed'] };
}

describe('the wallet on the disk', () => {
  it('is one record, found again by another context', async () => {
    const store = createWalletStore(random);
    expect(await store.read()).toEqual({ version: 0, value: undefined });
    expect(await store.write(0, walletOf(3))).toBe(true);
    await store.close();
    const other = createWalletStore(random);
    expect(await other.read()).toEqual({ version: 1, value: walletOf(3) });
  });

  it('shows neither a credit, nor whose they are, nor how many', async () => {
    const store = createWalletStore(random);
    await store.write(0, walletOf(1));
    const few = await onDisk();
    await store.write(1, walletOf(60));
    const many = await onDisk();
    for (const { sealed } of [few, many]) {
      const text = Buffer.from(sealed).toString('latin1');
      for (const word of ['token', 'issuer', 'credits']) expect(text).not.toContain(word);
    }
    // The one is about a hundred bytes, the other thousands: within the tag's room both look alike.
    expect(Math.abs(many.sealed.length - few.sealed.length)).toBeLessThan(64);
  });

  it('is written by whoever saw the last version, and by nobody else', async () => {
    const [one, other] = [createWalletStore(random), createWalletStore(random)];
    await one.write(0, walletOf(1));
    const results = await Promise.all([one.write(1, walletOf(2)), other.write(1, walletOf(3))]);
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await one.write(1, walletOf(4))).toBe(false);
    expect(await one.write(0, walletOf(4))).toBe(false);
    expect((await onDisk()).version).toBe(2);
  });

  it('hands no credit to two contexts that ask at once', async () => {
    const stores = [createWalletStore(random), createWalletStore(random)];
    await stores[0]?.write(0, walletOf(12));
    const taken = await Promise.all(
      Array.from({ length: 12 }, (_, i) => {
        const store = stores[i % 2] ?? createWalletStore(random);
        return takeCredits(store, ID, { id: `ask-${i}`, count: 1, nowMs: 0 });
      }),
    );
    expect(new Set(taken.flatMap(({ tokens }) => tokens)).size).toBe(12);
    const [store = createWalletStore(random)] = stores;
    await endSpending(store, 'ask-0', { kind: 'back' });
    expect(await viewWallet(store, ID, 0)).toMatchObject({ balance: 1, underWay: 11 });
  });

  it('that was tampered with is refused, not read as empty', async () => {
    const store = createWalletStore(random);
    await store.write(0, walletOf(1));
    const record = await onDisk();
    const database = await openDB('sotto');
    await database.put('wallet', { ...record, sealed: record.sealed.map((byte) => byte ^ 1) });
    database.close();
    await expect(store.read()).rejects.toThrow();
    const form = await openDB('sotto');
    await form.put('wallet', { id: 'wallet', version: 'x' });
    form.close();
    await expect(store.read()).rejects.toThrow(/record-invalid/);
  });
});
