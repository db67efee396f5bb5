import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startOpengradient,
  type EmulatedNetwork,
} from '../../stack/opengradient/start-opengradient.ts';
import type { RowFault } from '../../stack/opengradient/row-faults.ts';
import type { AnswerLie, RelayLie, RpcLie } from '../../stack/opengradient/lies.ts';
import { eventually } from '../fakes/eventually.ts';
import { emulate, openNetwork } from '../fakes/opengradient.ts';

let network: EmulatedNetwork;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-test-'));
  network = await startOpengradient({ folder });
});
afterAll(async () => {
  await network.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  network.lies.rpc[0] = network.lies.rpc[1] = 'honest';
  network.lies.relay = 'honest';
  network.lies.gateway.answer = 'none';
  network.lies.gateway.toolCalls = false;
  network.lies.gateway.timestampOffsetSeconds = 0;
});

function both(lie: RpcLie): void {
  network.lies.rpc[0] = network.lies.rpc[1] = lie;
}

async function refusedEnclave(change: Parameters<typeof openNetwork>[1] = {}) {
  const { page } = await openNetwork(network, change);
  page.link.send({ type: 'app/open' });
  const { enclave } = await page.until((state) => state.enclave.phase === 'refused');
  return enclave;
}

describe('a registry that cannot be believed', () => {
  it.each<[RpcLie, string]>([
    ['down', 'chain-node-unreachable'],
    ['busy', 'chain-node-unreachable'],
    ['garbage', 'chain-node-invalid'],
    ['other-chain', 'chain-wrong'],
    ['swapped-keys', 'chain-disagrees'],
    ['wrong-ohttp-key', 'chain-disagrees'],
    ['no-rows', 'chain-disagrees'],
  ])('one node of two is %s: %s', async (lie, code) => {
    network.lies.rpc[1] = lie;
    const before = network.relay.received.length;
    expect((await refusedEnclave()).error?.code).toBe(code);
    expect(network.relay.received.length).toBe(before);
  });

  it.each<[RowFault, string]>([
    ['swapped-keys', 'key-config-unsigned'],
    ['wrong-ohttp-key', 'key-config-unsigned'],
    ['wrong-blob', 'registry-empty'],
    ['empty-ohttp-key', 'registry-empty'],
    ['empty-signing-key', 'registry-empty'],
    ['no-endpoint', 'registry-empty'],
    ['no-certificate', 'registry-empty'],
    ['stale-heartbeat', 'registry-empty'],
    ['disabled', 'registry-empty'],
    ['no-rows', 'registry-empty'],
    ['other-certificate', 'registration-mismatch'],
    ['other-pcr-hash', 'registration-mismatch'],
  ])('the registry itself holds %s: %s', async (fault, code) => {
    const lying = await emulate();
    await lying.plant(fault);
    const { page } = await openNetwork(lying);
    page.link.send({ type: 'app/open' });
    const { enclave } = await page.until((state) => state.enclave.phase === 'refused');
    expect(enclave.error?.code).toBe(code);
    expect(lying.relay.received).toEqual([]);
  });

  it('a document that was changed on the way is refused', async () => {
    both('other-document');
    const { error } = await refusedEnclave();
    expect(error?.code).toMatch(/root-unknown|signature-invalid|chain-broken|certificate-invalid/);
  });

  it('a build that nobody allowed is shown, and not asked', async () => {
    const enclave = await refusedEnclave({ pinnedPcrHashes: [] });
    expect(enclave).toMatchObject({
      error: { code: 'measurement-unknown' },
      measurement: network.measurement,
    });
  });

  it('without history only the registry vouches: refused, unless the person says that this is enough', async () => {
    both('no-history');
    const enclave = await refusedEnclave();
    expect(enclave).toMatchObject({
      error: { code: 'registry-only' },
      registry: { attested: 'registry' },
    });
    globalThis.indexedDB = new IDBFactory();
    const { page } = await openNetwork(network, { recheck: 'if-served' });
    await page.ready();
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
    expect(ask?.proof).toMatchObject({ enclave: 'registry', receipt: 'holds' });
  });
});

describe('an answer that does not hold', () => {
  it.each<[AnswerLie, string, string]>([
    ['signed-by-other', 'fails', 'answer-of-another-gateway'],
    ['signs-another-request', 'fails', 'answer-to-another-request'],
    ['signs-another-text', 'fails', 'answer-altered'],
    ['bad-signature', 'fails', 'answer-signature-invalid'],
    ['no-timestamp', 'fails', 'answer-field-missing'],
    ['unsigned', 'missing', 'answer-unsigned'],
  ])('%s: receipt %s, %s', async (lie, receipt, code) => {
    const { page } = await openNetwork(network);
    await page.ready();
    network.lies.gateway.answer = lie;
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
    expect(ask).toMatchObject({ isProvisional: true, proof: { receipt }, error: { code } });
  });

  it.each<[AnswerLie, string]>([
    ['breaks-mid-stream', 'answer-refused-by-gateway'],
    ['no-final-chunk', 'truncated'],
    ['sealed-error', 'answer-refused-by-gateway'],
  ])('%s ends as %s', async (lie, code) => {
    const { page } = await openNetwork(network);
    await page.ready();
    network.lies.gateway.answer = lie;
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.phase === 'failed');
    expect(ask).toMatchObject({ proof: { answered: 'truncated' }, error: { code } });
  });

  it('calls of tools are no text', async () => {
    const { page } = await openNetwork(network);
    await page.ready();
    network.lies.gateway.toolCalls = true;
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.error !== undefined);
    expect(ask?.error?.code).toBe('answer-not-text');
  });

  it('an enclave’s clock that is far off is no fault', async () => {
    const { page } = await openNetwork(network);
    await page.ready();
    network.lies.gateway.timestampOffsetSeconds = 6 * 3600;
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
    expect(ask?.proof.receipt).toBe('holds');
  });
});

describe('a relay that refuses or meddles', () => {
  it.each<[RelayLie, string]>([
    [{ status: 402, detail: 'Payment required' }, 'account-exhausted'],
    [{ status: 429, detail: 'Too many requests' }, 'relay-busy'],
    [{ status: 500, detail: 'Stream setup failed' }, 'gateway-unreachable'],
    [{ status: 403, detail: 'no' }, 'account-refused'],
    ['page', 'relay-media-type'],
    ['alters', 'open-failed'],
    ['cuts', 'truncated'],
  ])('%j ends as %s, and nothing is sent again', async (lie, code) => {
    const { page } = await openNetwork(network);
    await page.ready();
    network.lies.relay = lie;
    const before = network.relay.received.length;
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.phase === 'failed');
    expect(ask?.error?.code).toBe(code);
    // A token that is refused is renewed once, for the same sealed bytes.
    const isToken = code === 'account-refused';
    expect(network.relay.received.length - before).toBe(isToken ? 2 : 1);
  });

  it.each<RelayLie>(['silent', 'falls-silent'])(
    'that is %s keeps nobody waiting for an answer that nothing here can open any more',
    async (lie) => {
      const { page, browser } = await openNetwork(network);
      await page.ready();
      network.lies.relay = lie;
      const before = network.relay.received.length;
      page.link.send({ type: 'ask/start' });
      await eventually(() => expect(network.relay.received.length).toBe(before + 1));
      if (lie === 'falls-silent') await page.until(({ ask }) => ask?.phase === 'streaming');
      browser.aside.kill();
      const { ask } = await page.until((state) => state.ask?.phase === 'failed');
      expect(ask?.error?.code).toBe('aside-gone');
      expect(network.relay.received.length).toBe(before + 1);
    },
  );

  it('that forgets the billing frame is survived', async () => {
    const { page } = await openNetwork(network);
    await page.ready();
    network.lies.relay = 'leaves-billing-frame';
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
    expect(ask?.proof.receipt).toBe('holds');
  });

  it('that says the enclave is not active is not believed while the registry names it', async () => {
    const { page } = await openNetwork(network);
    await page.ready();
    network.lies.relay = { status: 502, detail: 'Selected TEE is not active in the registry' };
    const before = network.relay.received.length;
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.phase === 'failed');
    expect(ask?.error?.code).toBe('key-refused');
    expect(network.relay.received.length - before).toBe(1);
  });

  it('gets no question without an account', async () => {
    const { page } = await openNetwork(network, {}, false);
    await page.ready();
    const before = network.relay.received.length;
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.phase === 'refused');
    expect(ask?.error?.code).toBe('account-missing');
    expect(network.relay.received.length).toBe(before);
  });
});

describe('what does not last', () => {
  it('a token that the relay no longer takes is renewed, and the same question goes once', async () => {
    const { page, browser } = await openNetwork(network);
    await page.ready();
    network.accounts.expireTokens();
    const renewals = network.accounts.refreshes();
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
    expect(ask?.proof.receipt).toBe('holds');
    expect(network.accounts.refreshes()).toBe(renewals + 1);
    expect(JSON.stringify(await browser.proofs.account())).toContain('refreshToken');
  });

  it('an enclave that was restarted is replaced by one that the registry names', async () => {
    const { page } = await openNetwork(network);
    await page.ready();
    const { enclave } = await page.until((state) => state.enclave.phase === 'ready');
    const asked = network.gateways().find(({ keys }) => keys.teeId === enclave.registry?.teeId);
    expect(asked).toBeDefined();
    await network.restartGateway(asked?.name ?? '');
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
    expect(ask?.proof.receipt).toBe('holds');
    expect(ask?.enclave?.registry?.teeId).not.toBe(enclave.registry?.teeId);
  });
});
