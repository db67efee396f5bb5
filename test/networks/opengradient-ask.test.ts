import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { emulate, openNetwork } from '../fakes/opengradient.ts';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

describe('an ask over the OpenGradient network', () => {
  it('goes from the registry to a verified signature and a settled leaf', async () => {
    const network = await emulate();
    const { page, desk, browser } = await openNetwork(network);
    await page.ready('Which words are quoted?');
    const { enclave } = await page.until((state) => state.enclave.phase === 'ready');
    expect(enclave).toMatchObject({
      network: 'opengradient',
      isDevelopmentRoot: true,
      measurement: network.measurement,
      registry: { attested: 'here', pcrHash: network.pcrHash, nodes: { length: 2 } },
    });
    const left = enclave.steps?.filter(({ verdict }) => verdict !== 'pass').map(({ name }) => name);
    // A registration answers no nonce of ours.
    expect(left).toEqual(['registers', 'nonce']);

    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
    expect(ask).toMatchObject({
      phase: 'done',
      isProvisional: false,
      sentBytes: 4096,
      proof: { enclave: 'holds', sealed: 'holds', receipt: 'holds', settlement: 'pending' },
    });
    expect(ask?.answerText).not.toBe('');
    expect(ask?.cost?.opg).toMatch(/^0\.0/);

    await network.settleNow();
    await desk.onAlarm();
    const settled = await page.until((state) => state.ask?.proof.settlement === 'holds');
    const kept = await browser.proofs.open(settled.ask?.id ?? '');
    expect(kept).toMatchObject({
      states: { settlement: 'holds' },
      facts: { network: 'opengradient', gatewayName: enclave.registry?.teeId.slice(2) },
      about: { currency: 'OPG' },
    });
  });
});
