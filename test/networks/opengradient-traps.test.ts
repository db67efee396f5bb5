import 'fake-indexeddb/auto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IDBFactory } from 'fake-indexeddb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AskView } from '../../lib/ask/index.ts';
import { fromUtf8 } from '../../lib/bytes/index.ts';
import {
  isKeySignature,
  keyConfigHash,
  keyConfigBlob,
  NETWORK_DEFAULTS,
  prepareRequest,
  requestHash,
} from '../../lib/opengradient/index.ts';
import { operatorsOf } from '../../lib/networks/opengradient/operators.ts';
import { isRecord } from '../../scripts/json.ts';
import { OPENGRADIENT_DEFAULTS } from '../../lib/settings/index.ts';
import {
  startOpengradient,
  type EmulatedNetwork,
} from '../../stack/opengradient/start-opengradient.ts';
import { noLies } from '../../stack/opengradient/lies.ts';
import { openNetwork, type OpenNetwork } from '../fakes/opengradient.ts';

/** The traps of the protocol notes, section 10, by their numbers: what happens in each of them here. */

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
  const honest = noLies();
  Object.assign(network.lies.gateway, honest.gateway);
  network.lies.rpc.splice(0, 2, ...honest.rpc);
  network.lies.relay = 'honest';
});

async function ask({ page }: OpenNetwork, question = 'What is said?'): Promise<AskView> {
  await page.ready(question);
  page.link.send({ type: 'ask/start' });
  const ends = ['done', 'failed', 'refused'];
  const { ask: end } = await page.until(
    (state) =>
      ends.includes(state.ask?.phase ?? '') &&
      (state.ask?.phase !== 'done' || state.ask.proof.answered === 'complete'),
  );
  if (end === null) throw new Error('no ask');
  return end;
}

const QUESTION = { model: 'm', messages: [{ role: 'user', content: 'x' }] };
const hashOf = (more: Record<string, unknown>): string => {
  return prepareRequest({ ...QUESTION, ...more }).requestHash;
};

describe('the registry and its enclaves', () => {
  it('1: an address that has moved is a setting, and a registry without enclaves is said', async () => {
    expect(OPENGRADIENT_DEFAULTS.registryAddress).toBe(NETWORK_DEFAULTS.registryAddress);
    network.lies.rpc[0] = network.lies.rpc[1] = 'no-rows';
    const { page } = await openNetwork(network);
    page.link.send({ type: 'app/open' });
    const { enclave } = await page.until((state) => state.enclave.phase === 'refused');
    expect(enclave.error?.code).toBe('registry-empty');
  });

  it('2, 9: after every enclave was restarted with new keys the registry is read again, and one is asked once', async () => {
    const open = await openNetwork(network);
    await open.page.ready('What is said?');
    for (const { name } of network.gateways()) await network.restartGateway(name);
    const before = network.relay.received.length;
    const end = await ask(open);
    expect(end).toMatchObject({ phase: 'done', proof: { receipt: 'holds' } });
    expect(network.relay.received.length - before).toBe(2);
    const chosen = network.relay.received.at(-1)?.headers.get('x-tee-id');
    expect(network.gateways().map(({ keys }) => keys.teeId)).toContain(chosen);
  });

  it.each([
    [500, 'Stream setup failed'],
    [503, 'TEE unavailable'],
  ])(
    '3: %i "%s" is a code with a way on, and asked no second time by itself',
    async (status, detail) => {
      network.lies.relay = { status, detail };
      const before = network.relay.received.length;
      const end = await ask(await openNetwork(network));
      expect(end).toMatchObject({ phase: 'failed', error: { advice: 'retry' } });
      expect(JSON.stringify(end)).not.toContain(detail);
      expect(network.relay.received.length - before).toBe(1);
    },
  );

  it('8: a key that no attested key signed is not sealed to', async () => {
    const [gateway] = network.gateways();
    const signingKey = gateway?.keys.signingKey ?? new Uint8Array(0);
    expect(await isKeySignature(ohttpKey(), new Uint8Array(0), signingKey)).toBe(false);
  });
});

describe('what is sent, and what of it is hashed', () => {
  it('4: what no gateway is known to take is not sent, and said before Send', async () => {
    const { page } = await openNetwork(network);
    await page.ready('What is said?');
    const quote = 'word '.repeat(110_000);
    page.link.send({ type: 'draft/change', draft: { quote } });
    const { leaves } = await page.until((state) => state.leaves?.error !== undefined);
    expect(leaves?.error?.code).toBe('question-too-large');
    const before = network.relay.received.length;
    page.link.send({ type: 'ask/start' });
    const { ask: end } = await page.until((state) => state.ask?.error !== undefined);
    expect(end?.error?.code).toBe('question-too-large');
    expect(network.relay.received.length).toBe(before);
  });

  it('4: a question of the largest size is carried whole, and answered', async () => {
    const end = await ask(await openNetwork(network), `Say: ${'word '.repeat(3_000)}`);
    expect(end).toMatchObject({ phase: 'done', proof: { receipt: 'holds' } });
    expect(network.relay.received.at(-1)?.body.length).toBeGreaterThan(15_000);
  });

  it('5: an absent temperature is hashed as 0.0', () => {
    expect(hashOf({})).toBe(hashOf({ temperature: 0 }));
    expect(prepareRequest(QUESTION).canonical).toContain('"temperature": 0.0');
  });

  it('6: JSON is written as Python writes it', () => {
    const content = '\u007fé😀';
    const { canonical } = prepareRequest({
      ...QUESTION,
      messages: [{ role: 'user', content }],
      tools: [{ '\uffff': 1e-7, '\u{10000}': 1e21 }],
    });
    expect(canonical).toContain('"\\u007f\\u00e9\\ud83d\\ude00"');
    expect(canonical).toContain('{"\\uffff": 1e-07, "\\ud800\\udc00": 1e+21}');
  });

  it('7: tool_choice is sent as it is, and not hashed', () => {
    const { sealedText } = prepareRequest({ ...QUESTION, tool_choice: 'none' });
    expect(JSON.parse(sealedText)).toMatchObject({ tool_choice: 'none' });
    expect(hashOf({ tool_choice: 'none' })).toBe(hashOf({}));
  });

  it('14: no header asks for a settlement, let alone one that publishes the text', async () => {
    await ask(await openNetwork(network));
    const names = [...(network.relay.received.at(-1)?.headers.keys() ?? [])];
    expect(names.filter((name) => /settlement|payment|upto/i.test(name))).toEqual([]);
    expect(JSON.stringify(names)).not.toContain('x-settlement-type');
  });

  it('17: a search inside the chat is hashed where somebody asks for it, and nothing of ours does', async () => {
    expect(hashOf({ web_search: true })).not.toBe(hashOf({}));
    expect(hashOf({ web_search: false })).toBe(hashOf({}));
    const open = await openNetwork(network);
    const end = await ask(open);
    const { facts } = await open.browser.proofs.open(end.id);
    const body: unknown = JSON.parse(fromUtf8(facts?.requestBytes ?? new Uint8Array(0)));
    expect(Object.keys(isRecord(body) ? body : {}).sort()).toEqual(['messages', 'model', 'stream']);
  });

  it('18: the role of a developer is sent and hashed as system', () => {
    const developer = { messages: [{ role: 'developer', content: 'x' }] };
    const system = { messages: [{ role: 'system', content: 'x' }] };
    expect(hashOf(developer)).toBe(hashOf(system));
  });

  it('19: a reasoning effort is sent only where the person names one, and is then hashed', async () => {
    const newer = await startOpengradient({ folder, hashesReasoningEffort: true });
    try {
      const open = await openNetwork(newer, { reasoningEffort: 'low' });
      const end = await ask(open);
      expect(end.proof.receipt).toBe('holds');
      const { facts } = await open.browser.proofs.open(end.id);
      const sent = fromUtf8(facts?.requestBytes ?? new Uint8Array(0));
      expect(sent).toContain('"reasoning_effort":"low"');
    } finally {
      await newer.close();
    }
    globalThis.indexedDB = new IDBFactory();
    const older = await ask(await openNetwork(network, { reasoningEffort: 'low' }));
    expect(older).toMatchObject({
      proof: { receipt: 'fails' },
      error: { code: 'answer-to-another-request' },
    });
  });
});

describe('what comes back', () => {
  it('10: not a word of a plain error is shown or kept, for it may quote the question', async () => {
    network.lies.gateway.outer = 'provider-error';
    const open = await openNetwork(network);
    const end = await ask(open, 'A very secret question?');
    expect(end.phase).toBe('failed');
    expect(end.error?.code).toMatch(/^[a-z-]+$/);
    expect(Object.keys(end.error ?? {}).sort()).toEqual(['advice', 'code']);
  });

  it('11: usage is read from inside the seal only; without it an answer costs nothing that is known', async () => {
    network.lies.gateway.statesCost = false;
    const end = await ask(await openNetwork(network));
    expect(end.proof.receipt).toBe('holds');
    expect(end.cost).toBeUndefined();
  });

  it('12: a timestamp may come as text', async () => {
    network.lies.gateway.timestampAsText = true;
    expect((await ask(await openNetwork(network))).proof.receipt).toBe('holds');
  });

  it('15: words are shown as they come, and called provisional until the signature was checked', async () => {
    const { page } = await openNetwork(network);
    const seen: boolean[] = [];
    await page.ready('What is said?');
    page.link.send({ type: 'ask/start' });
    await page.until(({ ask: view }) => {
      if (view !== null && view.answerText !== '') seen.push(view.isProvisional);
      return view?.proof.answered === 'complete';
    });
    expect(seen[0]).toBe(true);
    expect(seen.at(-1)).toBe(false);
  });

  it('22: an enclave’s clock that is minutes off is no fault', async () => {
    network.lies.gateway.timestampOffsetSeconds = -300;
    expect((await ask(await openNetwork(network))).proof.receipt).toBe('holds');
  });
});

describe('what other documents say', () => {
  it('13: the request hash is keccak-256, the chain is 10740', () => {
    expect(requestHash('')).toBe(
      'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
    );
    expect(NETWORK_DEFAULTS.chainId).toBe(10740);
  });

  it('16: relay and gateway of the public network are one company’s, and that is said', () => {
    const { relayOperator, gatewayOperator } = operatorsOf(OPENGRADIENT_DEFAULTS.relayUrl);
    expect(relayOperator).toBe('OpenGradient');
    expect(gatewayOperator).toBe(relayOperator);
    expect(operatorsOf(network.relayUrl)).toEqual({});
  });

  it('20, 21: no default leads to an old place or name', () => {
    const defaults = JSON.stringify([NETWORK_DEFAULTS, OPENGRADIENT_DEFAULTS]);
    for (const old of ['llmogevm', '0x4e72238852f3c918f4', '10744', '262144', 'og-local', 'llm.']) {
      expect(defaults).not.toContain(old);
    }
  });
});

function ohttpKey() {
  const numbers = {
    keyId: 1,
    kemId: 32,
    kdfId: 1,
    aeadId: 3,
    publicKey: new Uint8Array(32).fill(2),
  };
  const key = { ...numbers, keyConfig: keyConfigBlob(numbers) };
  expect(keyConfigHash(`0x${'00'.repeat(32)}`, key)).toHaveLength(32);
  return key;
}
