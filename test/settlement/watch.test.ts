/** What the device makes of a log: settled, waiting, late, missing, or caught lying; and what it never says. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { copyOf, type Bytes } from '../../lib/bytes/index.ts';
import { codeOf } from '../../lib/errors/index.ts';
import {
  SettlementError,
  verifyContradiction,
  verifySettlement,
  watchLog,
  type Contradiction,
  type LogFetcher,
  type WatchedLeaf,
  type WatchInput,
} from '../../lib/settlement/index.ts';
import { entriesOf, fakeLog, policy } from './fake-log.ts';

const NOW = 1_800_000_000_000;
const SECONDS = NOW / 1000;
const entries = entriesOf('honest', 900);
const honest = await fakeLog(entries);
const fork = await fakeLog([...entries.slice(0, 299), ...entriesOf('forged', 601)]);

function leaf(index: number, changes: Partial<WatchedLeaf> = {}): WatchedLeaf {
  const entry = entries[index] ?? new Uint8Array(32).fill(7);
  return { id: `leaf ${index}`, entry, searchedTo: 0n, deadlineMs: NOW + 60_000, ...changes };
}

interface Run extends Partial<WatchInput> {
  fetchFile: LogFetcher;
}

function run(options: Run): ReturnType<typeof watchLog> {
  return watchLog({ policy: policy(0), held: null, leaves: [], nowMs: NOW, ...options });
}

async function served(size: number, cosignedAt?: number, asked?: string[]): Promise<LogFetcher> {
  return honest.serve(await honest.checkpoint(size, cosignedAt), size, asked);
}

test('a logged entry settles, with a proof that anyone can check again', async () => {
  const held = await honest.checkpoint(300);
  const fetchFile = await served(800, SECONDS);
  const result = await run({
    policy: policy(1),
    held,
    fetchFile,
    leaves: [leaf(799, { searchedTo: 300n }), leaf(400, { searchedTo: 300n })],
  });
  if (result.state !== 'checked') throw new Error(JSON.stringify(result));
  expect(result.held).toEqual(await honest.checkpoint(800, SECONDS));
  for (const [i, index] of [799, 400].entries()) {
    const state = result.leaves[i];
    if (state?.state !== 'settled') throw new Error('not settled');
    expect(state.proof.index).toBe(BigInt(index));
    const settled = await verifySettlement(leaf(index).entry, state.proof, policy(1));
    expect(settled.witnessedAtMs).toBe(NOW);
    await expect(verifySettlement(leaf(1).entry, state.proof, policy(1))).rejects.toMatchObject({
      code: 'inclusion-proof-invalid',
    });
    await expect(verifySettlement(leaf(index).entry, state.proof, policy(2))).rejects.toMatchObject(
      {
        code: 'witness-quorum-missing',
      },
    );
  }
});

test('the device asks for whole tiles and never says which leaf it looks for', async () => {
  const [first, second]: [string[], string[]] = [[], []];
  for (const [index, asked] of [
    [301, first],
    [799, second],
  ] as const) {
    await run({
      held: await honest.checkpoint(300),
      fetchFile: await served(800, undefined, asked),
      leaves: [leaf(index, { searchedTo: 300n })],
    });
  }
  expect(new Set(first)).toEqual(new Set(second));
  expect(first).toContain('tile/0/001');
  expect(first).not.toContain('tile/0/000');
});

test('not there yet: waiting in time, missing after a dated look at everything, late without one', async () => {
  const absent = leaf(-1, { searchedTo: 300n });
  const overdue = { ...absent, deadlineMs: NOW - 60_000 };
  const inTime = await run({ fetchFile: await served(800), leaves: [absent] });
  expect(inTime).toMatchObject({ leaves: [{ state: 'waiting', searchedTo: 800n }] });

  const fresh = await run({
    policy: policy(1),
    fetchFile: await served(800, SECONDS),
    leaves: [overdue],
  });
  expect(fresh).toMatchObject({ state: 'checked', leaves: [{ state: 'missing' }] });

  // The witness speaks of a time before the deadline: that tree says nothing about what came after.
  const old = await served(800, SECONDS - 120);
  expect(await run({ policy: policy(1), fetchFile: old, leaves: [overdue] })).toMatchObject({
    leaves: [{ state: 'late' }],
  });

  const down: LogFetcher = () => Promise.reject(new SettlementError('log-file-unavailable'));
  expect(await run({ fetchFile: down, leaves: [overdue] })).toMatchObject({
    state: 'unknown',
    code: 'log-file-unavailable',
    leaves: [{ state: 'late' }],
  });
});

test('a long log is read in pieces, and missing is said only at its end', async () => {
  const overdue = leaf(-1, { deadlineMs: NOW - 1 });
  let searchedTo = 0n;
  const states: string[] = [];
  for (let i = 0; i < 4; i++) {
    const result = await run({
      fetchFile: await served(900),
      leaves: [{ ...overdue, searchedTo }],
      maxTiles: 1,
    });
    const state = result.state === 'checked' ? result.leaves[0] : undefined;
    if (state === undefined || state.state === 'settled') throw new Error('unexpected');
    states.push(`${state.state} ${state.searchedTo}`);
    ({ searchedTo } = state);
  }
  expect(states).toEqual(['late 256', 'late 512', 'late 768', 'missing 900']);
});

test.each([
  ['of the same size', 600, 600],
  ['grown from a fork', 600, 800],
  ['older and no prefix', 800, 600],
])('a split view is caught: %s', async (_, heldSize, shownSize) => {
  const held = await honest.checkpoint(heldSize);
  const shown = await fork.checkpoint(shownSize);
  const larger = heldSize > shownSize ? honest : fork;
  const fetchFile: LogFetcher = (path, maxLength) =>
    path === 'checkpoint'
      ? Promise.resolve(shown)
      : larger.serve(shown, Math.max(heldSize, shownSize))(path, maxLength);
  const result = await run({ held, fetchFile });
  if (result.state !== 'split-view') throw new Error(result.state);
  const { evidence } = result;
  expect(evidence.notes).toEqual([held, shown]);
  const { older, newer } = await verifyContradiction(evidence, policy(0));
  expect([older.size, newer.size]).toEqual([heldSize, shownSize].sort().map(BigInt));
});

describe('what is no contradiction', () => {
  const contradiction = async (): Promise<Contradiction> => {
    const held = await honest.checkpoint(600);
    const shown = await fork.checkpoint(800);
    const result = await run({ held, fetchFile: fork.serve(shown, 800) });
    if (result.state !== 'split-view') throw new Error(result.state);
    return result.evidence;
  };
  const verdict = (changed: Contradiction): Promise<string> =>
    verifyContradiction(changed, policy(0)).then(
      () => 'contradicted',
      (thrown: unknown) => codeOf(thrown) ?? 'unexpected',
    );
  const NOT = 'log-not-contradicted';

  it('two heads without the hashes between them, or with others', async () => {
    const { notes, hashes } = await contradiction();
    expect(await verdict({ notes, hashes: [] })).toBe(NOT);
    expect(await verdict({ notes, hashes: hashes.slice(1) })).toBe(NOT);
    expect(await verdict({ notes, hashes: hashes.toReversed() })).toBe(NOT);
    expect(await verdict({ notes, hashes: [...hashes, new Uint8Array(31)] })).toBe(NOT);
  });

  it('one head twice, and the empty tree before any other', async () => {
    const shown = await fork.checkpoint(800);
    expect(await verdict({ notes: [shown, shown], hashes: [] })).toBe(NOT);
    expect(await verdict({ notes: [await honest.checkpoint(0), shown], hashes: [] })).toBe(NOT);
  });

  it('a tree and its own beginning, though a messenger bends a hash', async () => {
    const notes = [await honest.checkpoint(600), await honest.checkpoint(900)] as const;
    const { hashes } = await contradiction();
    expect(await verdict({ notes, hashes })).toBe(NOT);
  });

  it('a head of another log', async () => {
    const { notes, hashes } = await contradiction();
    const other = { ...policy(0), origin: 'log.test/another' };
    await expect(verifyContradiction({ notes, hashes }, other)).rejects.toThrow(
      'checkpoint-origin',
    );
  });
});

test('an older checkpoint of the same history is stale, and nothing is forgotten', async () => {
  const shown = await honest.checkpoint(300);
  const larger = await served(800);
  const fetchFile: LogFetcher = (path, maxLength) =>
    path === 'checkpoint' ? Promise.resolve(shown) : larger(path, maxLength);
  const result = await run({ held: await honest.checkpoint(800), fetchFile, leaves: [leaf(5)] });
  expect(result).toMatchObject({ state: 'unknown', code: 'checkpoint-stale' });
});

test('without the witnesses asked for, nothing is adopted', async () => {
  const policyOfOne = policy(1);
  const result = await run({
    policy: policyOfOne,
    fetchFile: await served(800),
    leaves: [leaf(5)],
  });
  expect(result).toMatchObject({ state: 'unknown', code: 'witness-quorum-missing' });
  const ahead = await served(800, SECONDS + 600);
  expect(await run({ policy: policyOfOne, fetchFile: ahead })).toMatchObject({ state: 'unknown' });
});

test('another log’s checkpoint is refused', async () => {
  const fetchFile = await served(800);
  const other = { ...policy(0), origin: 'log.test/other' };
  expect(await run({ policy: other, fetchFile })).toMatchObject({
    state: 'unknown',
    code: 'checkpoint-origin-wrong',
  });
});

test('a messenger who changes bytes can cause no alarm and no false proof', async () => {
  const held = await honest.checkpoint(300);
  const checkpoint = await honest.checkpoint(800);
  const files = await served(800);
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(), fc.nat(7), async (victim, at, bit) => {
      let count = 0;
      const bend = (bytes: Bytes): Bytes => {
        const bent = copyOf(bytes);
        bent[at % bent.length] = (bent[at % bent.length] ?? 0) ^ (1 << bit);
        return bent;
      };
      const fetchFile: LogFetcher = async (path, maxLength) => {
        const bytes = path === 'checkpoint' ? checkpoint : await files(path, maxLength);
        return count++ === victim % 8 ? bend(bytes) : bytes;
      };
      const result = await run({ held, fetchFile, leaves: [leaf(700, { searchedTo: 300n })] });
      expect(result.state).not.toBe('split-view');
      for (const state of result.state === 'split-view' ? [] : result.leaves) {
        expect(['settled', 'waiting']).toContain(state.state);
        if (state.state === 'settled') {
          await verifySettlement(leaf(700).entry, state.proof, policy(0));
        }
      }
    }),
    { numRuns: 80 },
  );
});
