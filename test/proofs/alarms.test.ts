import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, it } from 'vitest';
import {
  createProofStore,
  type KeptAsk,
  type OpenLog,
  type ProofStore,
  type SettlementRecord,
} from '../../lib/proofs/index.ts';
import { random } from '../fakes/random.ts';

const STATES: KeptAsk['states'] = {
  enclave: 'holds',
  sealed: 'holds',
  answered: 'complete',
  receipt: 'holds',
  settlement: 'pending',
};

let store: ProofStore;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  store = createProofStore(random);
  for (const n of [1, 2]) await keep(n);
});

function keep(n: number): Promise<void> {
  const kept: KeptAsk = {
    id: `ask-${String(n)}`,
    createdAtMs: n,
    phase: 'done',
    model: 'm',
    isDevelopmentRoot: false,
    states: STATES,
    error: null,
    text: { question: 'Q', quote: '', title: '', url: '', answer: 'A' },
    facts: null,
  };
  const entry = new Uint8Array(32).fill(n);
  const log = { origin: 'log.test/one', verifierKey: 'log.test/one+00000000+AAAA' };
  const place = { relayUrl: 'https://relay.test', gatewayName: 'g', deadlineMs: 100 };
  return store.keep(kept, { ...log, ...place, entry });
}

async function open(): Promise<OpenLog> {
  const [first] = await store.openLogs();
  if (first === undefined) throw new Error('nothing is looked for');
  return first;
}

/** A look that finds this of both. */
async function look(
  atMs: number,
  state: SettlementRecord['state'],
  split: OpenLog['log']['split'] = null,
): Promise<void> {
  const { log, leaves } = await open();
  const found = leaves.map((leaf) => ({ ...leaf, state }));
  await store.noteLook({ atMs, log: { ...log, split }, leaves: found, errors: new Map() });
}

async function said(): Promise<string[]> {
  const alarms = await store.alarms();
  return alarms.map(
    ({ askId, code, isSeen, isOver }) =>
      `${askId ?? 'log'} ${code}${isSeen ? ' seen' : ''}${isOver ? ' over' : ''}`,
  );
}

it('an overdue receipt is an alarm, raised once, until somebody has looked', async () => {
  await look(200, 'late');
  await look(300, 'late');
  expect(await said()).toEqual(['ask-1 settlement-late', 'ask-2 settlement-late']);
  expect((await store.alarms()).map(({ atMs }) => atMs)).toEqual([200, 200]);
  await store.seeAlarms(['leaf/ask-1']);
  await look(400, 'late');
  expect(await said()).toEqual(['ask-1 settlement-late seen', 'ask-2 settlement-late']);
});

it('one that has settled since says so, and goes once it was seen', async () => {
  await look(200, 'late');
  await store.seeAlarms(['leaf/ask-1']);
  await look(300, 'settled');
  expect(await said()).toEqual(['ask-2 settlement-late over']);
  await store.seeAlarms(['leaf/ask-2']);
  expect(await said()).toEqual([]);
});

it('what turned out worse is told anew', async () => {
  await look(200, 'late');
  await store.seeAlarms(['leaf/ask-1', 'leaf/ask-2']);
  await look(300, 'missing');
  expect(await said()).toEqual(['ask-1 settlement-missing', 'ask-2 settlement-missing']);
});

it('a log that contradicted itself is one alarm for all that was looked for in it', async () => {
  await look(200, 'late');
  const split = [new Uint8Array([1]), new Uint8Array([2])];
  await look(300, 'split-view', split);
  expect(await said()).toEqual([
    'log log-split-view',
    'ask-1 settlement-late',
    'ask-2 settlement-late',
  ]);
  const [log] = await store.logs();
  expect(log?.split).toEqual(split);
});

it('of a log that contradicted itself stays when the next look is arranged meanwhile', async () => {
  const { log } = await open();
  const split = [new Uint8Array([1]), new Uint8Array([2])];
  await look(300, 'waiting', split);
  await store.planLook({ ...log, nextLookMs: 7000 });
  expect(await store.logs()).toMatchObject([{ split, nextLookMs: 7000 }]);
  await store.planLook({ ...log, id: 'nowhere', nextLookMs: 7000 });
  expect(await store.logs()).toHaveLength(1);
});

it('goes with the ask that it is about, and a log’s own stays', async () => {
  await look(200, 'late', [new Uint8Array([1]), new Uint8Array([2])]);
  await store.forget('ask-1', 'ask-2');
  expect(await said()).toEqual(['log log-split-view']);
  await store.seeAlarms(['log/nowhere']);
  expect(await said()).toEqual(['log log-split-view']);
});

it('is not raised for an ask that was forgotten while the look was under way', async () => {
  const { log, leaves } = await open();
  await store.forget('ask-2');
  const found = leaves.map((leaf) => ({ ...leaf, state: 'late' as const }));
  await store.noteLook({ atMs: 1, log, leaves: found, errors: new Map() });
  expect(await said()).toEqual(['ask-1 settlement-late']);
});

it('survives the restart of everything', async () => {
  await look(200, 'missing');
  await store.close();
  store = createProofStore(random);
  expect(await said()).toHaveLength(2);
});
