import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { addr, signTyped } from 'micro-eth-signer';
import { describe, expect, it } from 'vitest';
import { copyOf, fromBase64Url, toBase64Url, toHex, utf8 } from '../../../lib/bytes/index.ts';
import {
  challengeDigest,
  encodeChallenge,
  openIssuerNote,
  readDirectory,
  serviceChallenge,
  spentId,
  verifyToken,
} from '../../../lib/credits/index.ts';
import { addVoucher, takeCredits, viewWallet } from '../../../lib/wallet/index.ts';
import { refill } from '../../../lib/wallet/refill/index.ts';
import { createWalletStore, type FakeWalletStore } from '../../fakes/wallet-store.ts';
import {
  DAY_MS,
  ISSUER_NAME,
  openIssuer,
  random,
  refillAt,
  SERVICE,
  wayTo,
  type IssuerFixture,
} from './fixture.ts';

const soon = (): number => Date.now() + DAY_MS;

async function redeemed(
  fixture: IssuerFixture,
  text: string,
  store: FakeWalletStore = createWalletStore(),
): Promise<FakeWalletStore> {
  await addVoucher(store, fixture.id, { text, isNow: true, nowMs: 0 }, random);
  await refill(refillAt(fixture, store));
  return store;
}

describe('a voucher', () => {
  it('becomes 32 credits that verify under the issuer’s key, and none twice', async () => {
    const fixture = await openIssuer();
    const store = await redeemed(fixture, fixture.issuer.invite({ batches: 1, untilMs: soon() }));
    const view = await viewWallet(store, fixture.id, Date.now());
    // Worth one batch: nothing of it waits any more.
    expect(view).toMatchObject({ balance: 32, problem: null, vouchers: [] });
    const ask = { id: 'a', count: 32, nowMs: Date.now() };
    const { tokens } = await takeCredits(store, fixture.id, ask);
    const noteBytes = new Uint8Array(
      await (await fetch(`${fixture.issuer.url}/note`)).arrayBuffer(),
    );
    const { issuer: name, verifierKey, service } = fixture.id;
    const note = await openIssuerNote(noteBytes, { name, verifierKey, service });
    const redemption = {
      keys: note.keys.map(({ key }) => key),
      challengeDigest: await challengeDigest(
        encodeChallenge(serviceChallenge(ISSUER_NAME, SERVICE)),
      ),
    };
    const ids = await Promise.all(
      tokens.map(async (one) => toHex(spentId(await verifyToken(fromBase64Url(one), redemption)))),
    );
    expect(new Set(ids).size).toBe(32);
  });

  it('is worth as many batches as it says, fetched at times of their own', async () => {
    const fixture = await openIssuer();
    const store = await redeemed(fixture, fixture.issuer.invite({ batches: 2, untilMs: soon() }));
    await refill(refillAt(fixture, store));
    const first = await viewWallet(store, fixture.id, Date.now());
    expect(first).toMatchObject({ balance: 32, vouchers: [{ fetched: 1 }] });
    const later = (): number => Date.now() + 3 * DAY_MS;
    await refill(refillAt(fixture, store, { now: later }));
    const view = await viewWallet(store, fixture.id, Date.now());
    expect(view).toMatchObject({ balance: 64, vouchers: [] });
    await refill(refillAt(fixture, store, { now: () => later() + 3 * DAY_MS }));
    const done = await viewWallet(store, fixture.id, Date.now());
    expect(done).toMatchObject({ balance: 64, vouchers: [] });
  });

  it('is honoured once, whoever brings it', async () => {
    const fixture = await openIssuer();
    const code = fixture.issuer.invite({ batches: 1, untilMs: soon() });
    await redeemed(fixture, code);
    const other = await redeemed(fixture, ` ${code.toLowerCase()} `);
    expect(await viewWallet(other, fixture.id, Date.now())).toMatchObject({
      balance: 0,
      vouchers: [{ problem: 'credits-voucher-used' }],
    });
    const again = await fixture.restart();
    const third = await redeemed(again, code);
    expect((await viewWallet(third, again.id, Date.now())).balance).toBe(0);
  });

  it.each([
    ['never made', () => 'SOTTO-0000-0000-0000-0000-0000-0000-0000-0000-0000', 'invalid'],
    ['of no kind', () => 'please', 'invalid'],
    ['over', ({ issuer }: IssuerFixture) => issuer.invite({ batches: 1, untilMs: 0 }), 'expired'],
  ])('that is %s gives nothing', async (_, make, problem) => {
    const fixture = await openIssuer();
    const store = await redeemed(fixture, make(fixture));
    expect(await viewWallet(store, fixture.id, Date.now())).toMatchObject({
      balance: 0,
      vouchers: [{ problem: `credits-voucher-${problem}` }],
    });
  });
});

describe('a purchase record', () => {
  const shop = generateKeyPairSync('ed25519');
  const publicKey = copyOf(shop.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
  const key = createPrivateKey(shop.privateKey.export({ format: 'pem', type: 'pkcs8' }));

  function record(claims: object): string {
    const head = toBase64Url(utf8('{"alg":"EdDSA","typ":"sotto-purchase+jwt"}'));
    const all = { iss: 'shop', aud: ISSUER_NAME, batches: 1, exp: 99_999_999_999, ...claims };
    const signed = `${head}.${toBase64Url(utf8(JSON.stringify(all)))}`;
    return `${signed}.${toBase64Url(copyOf(sign(null, utf8(signed), key)))}`;
  }

  it('is redeemed once for an order', async () => {
    const fixture = await openIssuer({ shops: [{ name: 'shop', publicKey }] });
    const first = await redeemed(fixture, record({ jti: 'order-1' }));
    expect((await viewWallet(first, fixture.id, Date.now())).balance).toBe(32);
    // The same order signed again, with other words around it.
    const second = await redeemed(fixture, record({ jti: 'order-1', exp: 99_999_999_998 }));
    expect((await viewWallet(second, fixture.id, Date.now())).balance).toBe(0);
  });

  it.each([
    ['for another issuer', () => record({ jti: 'x', aud: 'other.test' })],
    ['of an unknown shop', () => record({ jti: 'x', iss: 'nobody' })],
    ['worth nothing', () => record({ jti: 'x', batches: 0 })],
    ['that was changed', () => record({ jti: 'x' }).replace(/.{4}$/, 'AAAA')],
    ['without its signature', () => record({ jti: 'x' }).replace(/\.[^.]*$/, '.')],
  ])('%s is refused', async (_, make) => {
    const fixture = await openIssuer({ shops: [{ name: 'shop', publicKey }] });
    const store = await redeemed(fixture, make());
    expect((await viewWallet(store, fixture.id, Date.now())).vouchers).toMatchObject([
      { problem: 'credits-voucher-invalid' },
    ]);
  });
});

describe('an x402 receipt', () => {
  const privateKey = '0x4c0883a69102937d6231471b5dbb6204fe512961708279f1d7b1b8e7e8b1b1e1';
  const resource = 'https://shop.test/credits/32';
  const x402 = {
    signer: addr.fromPrivateKey(privateKey),
    resources: new Map([[resource, 1]]),
    lifeMs: DAY_MS,
  };
  const types = {
    Receipt: [
      { name: 'version', type: 'uint256' },
      { name: 'network', type: 'string' },
      { name: 'resourceUrl', type: 'string' },
      { name: 'payer', type: 'string' },
      { name: 'issuedAt', type: 'uint256' },
      { name: 'transaction', type: 'string' },
    ],
  } as const;

  function receipt(
    changes: Partial<{ resourceUrl: string; issuedAt: number; tx: string }>,
  ): string {
    const payload = {
      version: 1,
      network: 'eip155:8453',
      resourceUrl: changes.resourceUrl ?? resource,
      payer: '0x742d35Cc6634C0532925a3b844Bc454e4438f44e',
      issuedAt: changes.issuedAt ?? Math.floor(Date.now() / 1000),
      transaction: changes.tx ?? '0xab',
    };
    const message = { ...payload, version: 1n, issuedAt: BigInt(payload.issuedAt) };
    const domain = { name: 'x402 receipt', version: '1', chainId: 1n };
    const typed = { primaryType: 'Receipt', domain, types, message } as const;
    return JSON.stringify({ format: 'eip712', payload, signature: signTyped(typed, privateKey) });
  }

  it('is redeemed once for a transaction, however it is spelt', async () => {
    const fixture = await openIssuer({ x402 });
    const first = await redeemed(fixture, receipt({ tx: '0xAB' }));
    expect((await viewWallet(first, fixture.id, Date.now())).balance).toBe(32);
    const second = await redeemed(fixture, receipt({ tx: '0xab' }));
    expect((await viewWallet(second, fixture.id, Date.now())).balance).toBe(0);
  });

  it.each([
    ['for another resource', () => receipt({ resourceUrl: 'https://shop.test/tea' }), 'invalid'],
    ['that was changed', () => receipt({}).replace('0xab', '0xac'), 'invalid'],
    ['with a broken signature', () => receipt({}).replace(/"0x..../, '"0x0000'), 'invalid'],
    ['of long ago', () => receipt({ issuedAt: 1000 }), 'expired'],
  ])('%s is refused', async (_, make, problem) => {
    const fixture = await openIssuer({ x402 });
    const store = await redeemed(fixture, make());
    expect((await viewWallet(store, fixture.id, Date.now())).vouchers).toMatchObject([
      { problem: `credits-voucher-${problem}` },
    ]);
  });
});

describe('the issuer’s keys', () => {
  it('change by the calendar, each announced and logged before it issues', async () => {
    let nowMs = Date.UTC(2026, 0, 1);
    const fixture = await openIssuer({ now: () => nowMs });
    const { issuer, id } = fixture;
    const identity = { name: id.issuer, verifierKey: id.verifierKey, service: id.service };
    const seen: string[] = [];
    for (let month = 0; month < 4; month++) {
      const bytes = new Uint8Array(await (await fetch(`${issuer.url}/note`)).arrayBuffer());
      const note = await openIssuerNote(bytes, identity);
      expect(note.keys.map(({ number }) => number)).toEqual(
        month === 0 ? [1, 2] : [month, month + 1, month + 2],
      );
      const issues = note.keys.find((k) => k.fromMs <= nowMs && nowMs < k.stopMs);
      seen.push(toHex(issues?.key.keyId ?? new Uint8Array(0)));
      const json: unknown = await (
        await fetch(`${issuer.url}/.well-known/private-token-issuer-directory`)
      ).json();
      const directory = await readDirectory(json);
      expect(directory.keys).toHaveLength(2);
      nowMs += 30 * DAY_MS;
      await issuer.turn();
    }
    expect(new Set(seen).size).toBe(4);
  });

  it('stop a purse that is shown another key under a known number', async () => {
    const fixture = await openIssuer();
    const store = await redeemed(fixture, fixture.issuer.invite({ batches: 1, untilMs: soon() }));
    const kept = await store.read();
    const forged = structuredClone(kept.value) as { purses: { keys: { entryHex: string }[] }[] };
    const [first] = forged.purses[0]?.keys ?? [];
    if (first !== undefined) first.entryHex = '00'.repeat(32);
    await store.write(kept.version, forged);
    const code = fixture.issuer.invite({ batches: 1, untilMs: soon() });
    await expect(redeemed(fixture, code, store)).rejects.toThrow(/credits-keys-differ/);
    expect(await viewWallet(store, fixture.id, Date.now())).toMatchObject({
      problem: 'credits-keys-differ',
    });
    const ask = { id: 'a', count: 1, nowMs: Date.now() };
    await expect(takeCredits(store, fixture.id, ask)).rejects.toThrow(/credits-keys-differ/);
  });

  it('are not believed when the relay’s copy and the issuer’s own word differ', async () => {
    const [fixture, other] = [await openIssuer(), await openIssuer()];
    const store = createWalletStore();
    const code = fixture.issuer.invite({ batches: 1, untilMs: soon() });
    await addVoucher(store, fixture.id, { text: code, isNow: true, nowMs: 0 }, random);
    // An issuer of another key, as a relay that lies would show it.
    const work = refillAt(fixture, store);
    const lying = { ...work.way, note: wayTo(other.issuer.url).note };
    await expect(refill({ ...work, way: lying })).rejects.toThrow(/credits-issuer-invalid/);
    expect((await viewWallet(store, fixture.id, Date.now())).balance).toBe(0);
  });

  it('are not used when the log does not hold them', async () => {
    const fixture = await openIssuer();
    const store = createWalletStore();
    const code = fixture.issuer.invite({ batches: 1, untilMs: soon() });
    await addVoucher(store, fixture.id, { text: code, isNow: true, nowMs: 0 }, random);
    const elsewhere = await openIssuer();
    const work = refillAt({ ...fixture, ledger: elsewhere.ledger }, store);
    await expect(refill(work)).rejects.toThrow(/credits-keys-differ/);
    expect((await viewWallet(store, fixture.id, Date.now())).balance).toBe(0);
  });
});
