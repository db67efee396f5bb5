/**
 * The job of looking into a log: from the last checkpoint that this device trusts and what the relay's copy now shows,
 * to what has become of each leaf. Files are asked of the worker, which fetches them over the relay alone.
 */
import { codeOf } from '../errors/index.ts';
import {
  openCheckpoint,
  parseVerifierKey,
  SettlementError,
  watchLog,
  type LogPolicy,
  type WatchResult,
} from '../settlement/index.ts';
import {
  count,
  list,
  nullable,
  oneOf,
  record,
  text,
  variants,
  type Parser,
} from '../shape/index.ts';
import type { Job, Work } from './job.ts';
import { bigNumber, bytes } from './wire.ts';
import type { Bytes } from '../bytes/index.ts';

export interface LookInput {
  readonly origin: string;
  readonly verifierKey: string;
  readonly witnesses: readonly string[];
  readonly held: Bytes | null;
  readonly nowMs: number;
  readonly leaves: readonly {
    readonly id: string;
    readonly entry: Bytes;
    readonly searchedTo: bigint;
    readonly deadlineMs: number;
  }[];
}

export type LeafFinding =
  | { id: string; state: 'waiting' | 'late' | 'missing'; searchedTo: bigint }
  | { id: string; state: 'settled'; index: bigint; hashes: Bytes[]; checkpoint: Bytes };

export type LookOutput =
  | { state: 'checked'; held: Bytes; heldSize: bigint; leaves: LeafFinding[] }
  | { state: 'unknown'; leaves: LeafFinding[] }
  | { state: 'split-view'; held: Bytes; shown: Bytes; hashes: Bytes[] };

const MAX_NOTE_BYTES = 262_144;
const id = text(64);
const note = bytes(MAX_NOTE_BYTES);
const key = text(1024);

const notFound = <const S extends 'waiting' | 'late' | 'missing'>(state: S): Parser<LeafFinding> =>
  record({ id, state: oneOf(state), searchedTo: bigNumber });

const finding = variants<LeafFinding>('state', {
  waiting: notFound('waiting'),
  late: notFound('late'),
  missing: notFound('missing'),
  settled: record({
    id,
    state: oneOf('settled'),
    index: bigNumber,
    hashes: list(bytes(32), 64),
    checkpoint: note,
  }),
});
const leaves = list(finding, 100_000);

export const lookInput: Parser<LookInput> = record({
  origin: key,
  verifierKey: key,
  witnesses: list(key, 100),
  held: nullable(note),
  nowMs: count(),
  leaves: list(
    record({ id, entry: bytes(32), searchedTo: bigNumber, deadlineMs: count() }),
    100_000,
  ),
});

export const lookJob: Job<LookInput, { path: string }, Bytes, LookOutput> = {
  name: 'look-into-log',
  want: record({ path: text(200) }),
  given: note,
  output: variants<LookOutput>('state', {
    checked: record({ state: oneOf('checked'), held: note, heldSize: bigNumber, leaves }),
    unknown: record({ state: oneOf('unknown'), leaves }),
    'split-view': record({
      state: oneOf('split-view'),
      held: note,
      shown: note,
      hashes: list(bytes(32), 70),
    }),
  }),
};

export const look: Work<LookInput, { path: string }, Bytes, LookOutput> = async (
  input,
  { ask },
) => {
  const policy = await policyOf(input);
  const fetchFile = async (path: string): Promise<Bytes> => {
    try {
      return await ask({ path });
    } catch (cause) {
      const isAbsent = codeOf(cause) === 'log-file-absent';
      const code = isAbsent ? 'log-file-absent' : 'log-file-unavailable';
      throw new SettlementError(code, path, { cause });
    }
  };
  const result = await watchLog({ ...input, policy, fetchFile });
  if (result.state === 'split-view') {
    const [held, shown] = result.evidence.notes;
    return { state: 'split-view', held, shown, hashes: [...result.evidence.hashes] };
  }
  const found = result.leaves.map(findingOf);
  if (result.state === 'unknown') return { state: 'unknown', leaves: found };
  const { size } = await openCheckpoint(result.held, policy);
  return { state: 'checked', held: result.held, heldSize: size, leaves: found };
};

/** The log as the transcript names it, with the witnesses that the person trusts. */
async function policyOf({ origin, verifierKey, witnesses }: LookInput): Promise<LogPolicy> {
  const logKey = await parseVerifierKey(verifierKey);
  const witnessKeys = await Promise.all(witnesses.map(parseVerifierKey));
  return { origin, logKey, witnessKeys, quorum: Math.min(witnessKeys.length, 1) };
}

type Leaf = Exclude<WatchResult, { state: 'split-view' }>['leaves'][number];

function findingOf(leaf: Leaf): LeafFinding {
  if (leaf.state !== 'settled') return leaf;
  const { index, hashes, checkpoint } = leaf.proof;
  return { id: leaf.id, state: 'settled', index, hashes: [...hashes], checkpoint };
}
