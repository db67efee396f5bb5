import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { openProof } from '../../lib/review/proof-detail.ts';
import type { FakeBrowser } from '../fakes/desk.ts';
import { emulate, openNetwork, settingsFor, type EmulatedNetwork } from '../fakes/opengradient.ts';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

/** Opened again as a page does it: from the kept bytes alone, with the network gone. */
async function checksAgain(
  { proofs }: FakeBrowser,
  network: EmulatedNetwork,
  id: string,
): Promise<void> {
  const settings = settingsFor(network);
  const opened = await openProof(proofs, settings, { id, now: Date.now() });
  expect(opened).toMatchObject({
    network: 'opengradient',
    states: { enclave: 'holds', receipt: 'holds', settlement: 'holds' },
    enclave: { phase: 'ready', registry: { attested: 'here' } },
  });
  expect(opened.error).toBeUndefined();
  const nothing = { ...settings, developmentRoots: [] };
  const refused = await openProof(proofs, nothing, { id, now: Date.now() });
  expect(refused).toMatchObject({ states: { enclave: 'fails' }, error: { code: 'root-unknown' } });
  const kept = await proofs.open(id);
  await proofs.keep({ ...kept, text: { ...kept.text, answer: `${kept.text.answer}!` } });
  const altered = await openProof(proofs, settings, { id, now: Date.now() });
  expect(altered).toMatchObject({
    states: { receipt: 'fails' },
    error: { code: 'answer-altered' },
  });
}

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
    const { days, spend } = await browser.proofs.overview();
    expect(days).toHaveLength(1);
    expect(days[0]).toMatchObject({ asks: 1, spend });
    expect(spend.map(({ currency }) => currency).sort()).toEqual(['OPG', 'USD']);
    expect(spend.find(({ currency }) => currency === 'OPG')?.amount).toBe(ask?.cost?.opg);
    await checksAgain(browser, network, kept.id);
  });
});
