import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyNitro } from '../../../lib/attestation/index.ts';
import { copyOf, fromBase64, toHex } from '../../../lib/bytes/index.ts';
import {
  attestationFromCalldata,
  checkRegistration,
  decodeBatchSettlement,
  decodeUint,
  CALLS,
  isKeySignature,
  keyConfigBlob,
  leafOf,
  outputHash,
  readBatchDump,
  signaturesInCalldata,
  TOPICS,
  type RegistryRow,
} from '../../../lib/opengradient/index.ts';
import type { EmulatedNetwork } from '../../../stack/opengradient/start-opengradient.ts';
import { openNetwork, START_MS } from './open-network.ts';
import { ask, HELLO, memberOf, readRows, rpc, tokenOf, type Outcome } from './reference-client.ts';

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

describe.each([7, 8] as const)('a full round, rows with %i members of ohttpConfig', (layout) => {
  let network: EmulatedNetwork;
  let outcome: Outcome;

  beforeAll(async () => {
    network = await openNetwork({ layout });
    outcome = await ask(network);
  }, START_MS);
  afterAll(() => network.close());

  it('reads two usable gateways, the same from both nodes', async () => {
    const [first, second] = [await readRows(network, 0), await readRows(network, 1)];
    expect(first).toHaveLength(2);
    expect(second).toEqual(first);
    expect(first.map(({ teeId }) => teeId)).toEqual(
      network.gateways().map(({ keys }) => keys.teeId),
    );
    expect(first.every((row) => (row.keySignature !== undefined) === (layout === 8))).toBe(true);
  });

  it('checks the attestation again, out of the calldata of the registration', async () => {
    const { row } = outcome;
    const transaction = await registrationOf(network, row);
    const input = String(memberOf(transaction, 'input'));
    const block = await rpc(
      network.rpcUrls[0],
      'eth_getBlockByNumber',
      memberOf(transaction, 'blockNumber'),
      false,
    );
    const verdict = await verifyNitro(attestationFromCalldata(input), {
      now: Number(memberOf(block, 'timestamp')) * 1000,
      trustAnchors: [network.developmentRoot],
      policy: { measurements: [network.measurement] },
      nonce: null,
      expectedBinding: {
        kind: 'nitriding-user-data',
        appKeyHash: copyOf(sha256(row.signingKey)),
      },
    });
    expect(verdict.steps.filter((step) => step.verdict === 'fail')).toEqual([]);
    expect(verdict.ok).toBe(true);
    expect(row.pcrHash).toBe(network.pcrHash);
    await checkRegistration(row, {
      measurement: network.measurement,
      tlsCertificateHash: copyOf(sha256(row.tlsCertificate)),
      appKeyHash: copyOf(sha256(row.signingKey)),
    });
  });

  it('finds the signature over the key configuration, and no other that fits', async () => {
    const { row } = outcome;
    const key = row.ohttpKey;
    if (key === undefined) throw new Error('no key');
    const input = String(memberOf(await registrationOf(network, row), 'input'));
    const signatures = signaturesInCalldata(input);
    const fitting = await Promise.all(
      signatures.map((signature) => isKeySignature(key, signature, row.signingKey)),
    );
    expect(fitting.filter(Boolean)).toHaveLength(1);
    const changed = { ...key, publicKey: key.publicKey.map((byte) => byte ^ 1) };
    const other = { ...changed, keyConfig: keyConfigBlob(changed) };
    expect(signatures.length).toBeGreaterThan(0);
    for (const signature of signatures) {
      expect(await isKeySignature(other, signature, row.signingKey)).toBe(false);
    }
  });

  it('states what the gateway states, hash by hash', () => {
    const { answer, prepared, shown, row } = outcome;
    expect(answer.fields.requestHash).toBe(prepared.requestHash);
    expect(answer.fields.outputHash).toBe(outputHash(shown));
    expect(answer.fields.teeId).toBe(row.teeId);
    expect(shown).toContain('232');
    expect(answer.finishReason).toBe('stop');
    expect(answer.cost?.opgPriceUsd).toBe('1.234');
    expect(Number(answer.cost?.costOpg)).toBeGreaterThan(0);
  });

  it('has its streamed answer without a billing frame and without a word in the clear', () => {
    expect(outcome.leftBilling).toBeUndefined();
    const clear = Buffer.from(outcome.wire).toString('latin1');
    expect(clear).not.toContain('opengradient-ohttp-billing');
    expect(clear).not.toContain('232');
    const names = [...outcome.head.keys()];
    expect(names.filter((name) => /^x-/.test(name))).toEqual([]);
  });

  it('takes a single answer as well, whose cost headers stay with the relay', async () => {
    const single = await ask(network, { body: { ...HELLO, stream: false } });
    expect(single.shown).toBe(outcome.shown);
    expect(single.answer.fields.requestHash).toBe(outcome.answer.fields.requestHash);
    expect([...single.head.keys()].filter((name) => /^x-/.test(name))).toEqual([]);
  });

  it('sends a gateway nothing of the client', async () => {
    await ask(network, { row: outcome.row });
    const received = network.gateways().flatMap((gateway) => gateway.received);
    const asked = received.filter(({ path }) => path === '/v1/ohttp');
    expect(asked.length).toBeGreaterThan(0);
    for (const { headers } of asked) {
      expect([...headers.keys()].sort()).toEqual([
        ...['connection', 'content-length', 'content-type', 'host', 'x-payment'],
      ]);
    }
  });

  it('finds its settlement by downloading whole batches', async () => {
    const settled = await network.settleNow();
    expect(settled?.size).toBeGreaterThan(0);
    const logs = await rpc(network.rpcUrls[0], 'eth_getLogs', {
      address: network.settlementAddress,
      topics: [TOPICS.batchSettlement],
      fromBlock: '0x0',
      toBlock: 'latest',
    });
    const log: unknown = Array.isArray(logs) ? logs[0] : undefined;
    const topics = memberOf(log, 'topics');
    const event = decodeBatchSettlement(
      Array.isArray(topics) ? topics.map(String) : [],
      String(memberOf(log, 'data')),
    );
    expect(event).toMatchObject({ root: settled?.root, blobId: settled?.blobId });
    const blob = await fetch(`${network.aggregatorUrl}/v1/blobs/${event.blobId}`);
    const batch = readBatchDump(await blob.json(), event);
    const { fields } = outcome.answer;
    const own = {
      teeId: fields.teeId,
      requestHash: `0x${fields.requestHash}`,
      outputHash: `0x${fields.outputHash}`,
      signature: fromBase64(fields.signature),
      timestamp: fields.timestamp,
    };
    expect(batch.tree.root).toBe(event.root);
    expect(batch.values.map((value) => toHex(leafOf(value)))).toContain(toHex(leafOf(own)));
    expect(await network.settleNow()).toBeUndefined();
  });

  it('tells what a heartbeat may be old', async () => {
    const transaction = { to: network.registryAddress, data: CALLS.heartbeatMaxAge() };
    const result = await rpc(network.rpcUrls[1], 'eth_call', transaction, 'latest');
    expect(decodeUint(String(result))).toBe(1800n);
    const approved = CALLS.isPcrApproved(0, network.pcrHash);
    const call = { to: network.registryAddress, data: approved };
    expect(decodeUint(String(await rpc(network.rpcUrls[0], 'eth_call', call, 'latest')))).toBe(1n);
  });

  it('lets nobody move the chain through the addresses it hands out', async () => {
    for (const method of ['eth_sendTransaction', 'anvil_setCode', 'evm_mine', 'eth_accounts']) {
      await expect(rpc(network.rpcUrls[0], method)).rejects.toThrow(/-32601/);
    }
  });

  it('says at the gateway itself what the registry says of it, signed', async () => {
    const [gateway] = network.gateways();
    if (gateway === undefined) throw new Error('no gateway');
    const config = await getJson(gateway, '/v1/ohttp/config');
    const row = (await readRows(network)).find(({ teeId }) => teeId === gateway.keys.teeId);
    if (row?.ohttpKey === undefined) throw new Error('no row');
    expect(config).toMatchObject({
      ...{ key_id: 1, kem_id: 32, kdf_id: 1, aead_id: 3 },
      public_key: toHex(row.ohttpKey.publicKey),
      tee_id: row.teeId,
    });
    expect(fromBase64(String(memberOf(config, 'key_config')))).toHaveLength(41);
    const signature = fromBase64(String(memberOf(config, 'signature')));
    expect(await isKeySignature(row.ohttpKey, signature, row.signingKey)).toBe(true);
  });
});

describe('an account of the emulated network', () => {
  let network: EmulatedNetwork;
  beforeAll(async () => {
    network = await openNetwork({ gateways: 1, layout: 10 });
  }, START_MS);
  afterAll(() => network.close());

  it('is asked for', async () => {
    const rows = await readRows(network);
    // Rows of the old layout have no key: there is nobody to ask, and nothing crashes over it.
    expect(rows.map(({ ohttpKey }) => ohttpKey)).toEqual([undefined]);
    const response = await fetch(`${network.relayUrl}/api/v1/chat/ohttp`, { method: 'POST' });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ detail: 'Invalid or expired token' });
  });

  it('has tokens that end, and refresh tokens that work once', async () => {
    const bundle: unknown = JSON.parse(network.newBundle());
    const refresh = (): Promise<Response> =>
      fetch(`${network.authUrl}/auth/v1/token?grant_type=refresh_token`, {
        method: 'POST',
        headers: {
          apikey: String(memberOf(memberOf(bundle, 'config'), 'supabase_anon_key')),
          'content-type': 'application/json',
        },
        body: JSON.stringify({ refresh_token: memberOf(bundle, 'refresh_token') }),
      });
    network.accounts.expireTokens();
    expect(network.accounts.isValid(tokenOf(network))).toBe(false);
    const refreshed: unknown = await (await refresh()).json();
    expect(network.accounts.isValid(String(memberOf(refreshed, 'access_token')))).toBe(true);
    expect(memberOf(refreshed, 'refresh_token')).not.toBe(memberOf(bundle, 'refresh_token'));
    expect((await refresh()).status).toBe(400);
    expect(network.accounts.refreshes()).toBe(1);
  });

  it('is shown on a page for pasting', async () => {
    const page = await (await fetch(`${network.authUrl}/cli-auth?app_name=x`)).text();
    const [, shown = ''] = /<textarea[^>]*>([^<]*)</.exec(page) ?? [];
    const bundle: unknown = JSON.parse(shown.replaceAll('&lt;', '<').replaceAll('&amp;', '&'));
    expect(bundle).toMatchObject({
      type: 'opengradient-cli-auth',
      version: 1,
      config: { chat_api_base_url: network.relayUrl, supabase_url: network.authUrl },
    });
  });
});

async function registrationOf(network: EmulatedNetwork, row: RegistryRow): Promise<unknown> {
  const [url] = network.rpcUrls;
  const logs = await rpc(url, 'eth_getLogs', {
    address: network.registryAddress,
    topics: [TOPICS.teeRegistered, row.teeId],
    fromBlock: '0x0',
    toBlock: 'latest',
  });
  const hash = memberOf(Array.isArray(logs) ? logs[0] : undefined, 'transactionHash');
  return rpc(url, 'eth_getTransactionByHash', hash);
}

/** The gateway's certificate is its own: only the relay goes there in earnest. */
async function getJson(gateway: { endpoint: string }, path: string): Promise<unknown> {
  const { call } = await import('../../../stack/http/call.ts');
  const { body } = await call({
    url: new URL(path, gateway.endpoint),
    method: 'GET',
    acceptAnyCertificate: true,
    maxBytes: 65_536,
    timeoutMs: 5000,
  });
  return JSON.parse(Buffer.from(body).toString('utf8'));
}
