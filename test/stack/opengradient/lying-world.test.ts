import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  checkOhttpKey,
  eligibleRows,
  isKeySignature,
  isUsable,
  readBatchDump,
  type RegistryRow,
} from '../../../lib/opengradient/index.ts';
import type { RelayLie } from '../../../stack/opengradient/lies.ts';
import type { RowFault } from '../../../stack/opengradient/row-faults.ts';
import type { EmulatedNetwork } from '../../../stack/opengradient/start-opengradient.ts';
import { beHonest, faultOf, headersFor, must } from './lying-network.ts';
import { openNetwork, START_MS } from './open-network.ts';
import { ask, memberOf, post, readRows, rpc } from './reference-client.ts';

let network: EmulatedNetwork;

beforeAll(async () => {
  network = await openNetwork();
}, START_MS);
afterAll(() => network.close());
afterEach(() => beHonest(network));

describe('a relay', () => {
  const cases: readonly (readonly [RelayLie, string | number])[] = [
    ['other-gateway', 400],
    ['alters', 'open-failed'],
    ['cuts', 'truncated'],
    ['page', 200],
    [{ status: 401, detail: 'Invalid or expired token' }, 401],
    [{ status: 402, detail: 'Insufficient credits' }, 402],
    [{ status: 429, detail: 'Rate limit exceeded' }, 429],
    [{ status: 500, detail: 'Stream setup failed' }, 500],
  ];

  it.each(cases)('that does %j ends in %s', async (lie, fault) => {
    network.lies.relay = lie;
    expect(await faultOf(ask(network))).toBe(fault);
  });

  it('that replays the answer before is found out', async () => {
    await ask(network);
    network.lies.relay = 'replays';
    expect(await faultOf(ask(network))).toBe('open-failed');
  });

  it('that leaves the billing frame is survived', async () => {
    network.lies.relay = 'leaves-billing-frame';
    const { answer, leftBilling } = await ask(network);
    expect(leftBilling).toEqual(answer.cost);
  });

  it('refuses a gateway that is not active', async () => {
    const [row] = await readRows(network);
    const asked = ask(network, { row: must(row), teeId: `0x${'12'.repeat(32)}` });
    expect(await faultOf(asked)).toBe(502);
  });

  it('tries a gateway that is overloaded once more, and no oftener', async () => {
    network.lies.gateway.outer = 'pricing-unavailable';
    const row = must((await readRows(network))[0]);
    const gateway = network.gateways().find(({ keys }) => keys.teeId === row.teeId);
    const before = gateway?.received.length ?? 0;
    expect(await faultOf(ask(network, { row }))).toBe(503);
    expect((gateway?.received.length ?? 0) - before).toBe(2);
  });

  it('reads a body of megabytes before it answers anything', async () => {
    const response = await post(network, new Uint8Array(5_000_000), {});
    expect(response.status).toBe(401);
    const row = must((await readRows(network))[0]);
    const sealed = await post(network, new Uint8Array(5_000_000), headersFor(network, row));
    expect(sealed.status).toBe(400);
    const large = post(network, new Uint8Array(21 * 1024 * 1024), headersFor(network, row));
    // Refused by its announced size: some clients see the status, some the closed connection.
    expect(await large.then(({ status }) => status).catch(() => 413)).toBe(413);
  });
});

describe('rows of a registry', () => {
  const RULES = { pinnedPcrHashes: [], teeType: 0, heartbeatMaxAgeSeconds: 1800 };

  async function falseRows(fault: RowFault): Promise<RegistryRow[]> {
    network.lies.rpc[1] = fault;
    return readRows(network, 1);
  }

  it.each([
    'no-rows',
    'empty-ohttp-key',
    'empty-signing-key',
    'no-endpoint',
    'no-certificate',
    'stale-heartbeat',
    'disabled',
    'validator',
  ] as const)('with fault "%s" are not asked', async (fault) => {
    const rows = await falseRows(fault);
    expect(rows).toHaveLength(fault === 'no-rows' ? 0 : 2);
    expect(eligibleRows(rows, RULES, Date.now())).toEqual([]);
  });

  it.each(['wrong-ohttp-key', 'swapped-keys', 'swapped-signing-keys'] as const)(
    'with fault "%s" are not covered by their signature',
    async (fault) => {
      const rows = await falseRows(fault);
      expect(rows.every(isUsable)).toBe(true);
      for (const { ohttpKey, keySignature, signingKey } of rows) {
        const signed = isKeySignature(must(ohttpKey), must(keySignature), signingKey);
        expect(await signed).toBe(false);
      }
    },
  );

  it('with a blob that says another key are refused before sealing', async () => {
    const [row] = await falseRows('wrong-blob');
    expect(() => checkOhttpKey(must(row?.ohttpKey))).toThrow(/chain-data-invalid/);
  });

  it.each(['other-certificate', 'other-pcr-hash', 'wrong-ohttp-key', 'swapped-keys'] as const)(
    'of which one node tells with fault "%s" make the two nodes disagree',
    async (fault) => {
      const [honest, lying] = [await readRows(network, 0), await falseRows(fault)];
      // A heartbeat may come between the two.
      const still = (row?: RegistryRow) => ({ ...must(row), lastHeartbeatAt: 0n });
      honest.forEach((row, i) => expect(still(row)).not.toEqual(still(lying[i])));
    },
  );
});

describe('a chain node', () => {
  it.each([
    ['down', /fetch failed/],
    ['busy', /try later/],
    ['garbage', /JSON/],
  ] as const)('that is %s ends in an error', async (lie, error) => {
    network.lies.rpc[0] = lie;
    await expect(rpc(network.rpcUrls[0], 'eth_chainId')).rejects.toThrow(error);
    expect(await rpc(network.rpcUrls[1], 'eth_chainId')).toBe('0x29f4');
  });

  it('of another chain says so', async () => {
    network.lies.rpc[0] = 'other-chain';
    expect(await rpc(network.rpcUrls[0], 'eth_chainId')).toBe('0x1');
  });

  it('without history still reads the registry', async () => {
    network.lies.rpc[0] = 'no-history';
    await expect(rpc(network.rpcUrls[0], 'eth_getLogs', {})).rejects.toThrow(/history/);
    expect(await readRows(network, 0)).toHaveLength(2);
  });
});

describe('an aggregator', () => {
  it.each(['garbage', 'other-blob', 'missing-value', 'altered-value', 'down'] as const)(
    'that is %s cannot make a batch',
    async (lie) => {
      await ask(network);
      const batch = must(await network.settleNow());
      const committed = { root: batch.root, size: BigInt(batch.size) };
      const fetched = async (): Promise<unknown> => {
        const blob = await fetch(`${network.aggregatorUrl}/v1/blobs/${batch.blobId}`);
        return readBatchDump(await blob.json(), committed);
      };
      expect(memberOf(await fetched(), 'values')).toHaveLength(batch.size);
      network.lies.aggregator = lie;
      await expect(fetched()).rejects.toThrow(/batch-invalid|JSON|fetch failed/);
    },
  );
});

describe('a gateway that starts anew', () => {
  it('has other keys: the old row leads nowhere, the new one answers', async () => {
    const [old] = await readRows(network);
    const name = network.gateways().find(({ keys }) => keys.teeId === old?.teeId)?.name;
    const fresh = await network.restartGateway(String(name));
    expect(await faultOf(ask(network, { row: must(old) }))).toBe(502);
    // A device that took the new id with the old key learns nothing but "malformed".
    expect(await faultOf(ask(network, { row: must(old), teeId: fresh.keys.teeId }))).toBe(400);
    const row = (await readRows(network)).find(({ teeId }) => teeId === fresh.keys.teeId);
    expect((await ask(network, { row: must(row) })).answer.fields.teeId).toBe(fresh.keys.teeId);
  });
});

describe('a registry that was moved away from', () => {
  let moved: EmulatedNetwork;
  beforeAll(async () => {
    moved = await openNetwork({ gateways: 1 });
  }, START_MS);
  afterAll(() => moved.close());

  it('has no active gateway, which is no error of its own', async () => {
    expect(await readRows(moved, 0)).toHaveLength(1);
    await moved.plant('no-rows');
    expect(await readRows(moved, 0)).toEqual([]);
    expect(await readRows(moved, 1)).toEqual([]);
  });
});
