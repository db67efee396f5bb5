/**
 * Checks all that a log tells of its activity: the log's signature, that its tiles fold to the signed root, that every
 * hour's tree is a prefix of it, every total's signature and the evidence behind its key, and that the totals never
 * exceed the leaves. Runs in a visitor's browser, and in tests.
 * Must never count what does not hold, nor take a log's word for what its tree can show.
 */
import { equal, type Bytes } from '../../lib/bytes/index.ts';
import { codeOf } from '../../lib/errors/index.ts';
import {
  computeRoot,
  nodesFromTiles,
  openCheckpoint,
  parseVerifierKey,
  provePrefix,
  SettlementError,
  tilesFrom,
  type LogFetcher,
  type LogIdentity,
  type NodeReader,
  type SignedCheckpoint,
} from '../../lib/settlement/index.ts';
import {
  DAYS_PATH,
  hourAt,
  hoursPath,
  MAX_DAYS_LENGTH,
  MAX_HOURS_LENGTH,
  parseDays,
  parseHours,
  type HourRecord,
} from './files.ts';
import type { JudgeEvidence } from './judge.ts';
import { orNone } from './or-none.ts';
import { readTotals, type CountedTotal, type Group } from './read-totals.ts';

export interface ActivityQuestion {
  /** Reads one file below the log's prefix. */
  readonly fetchFile: LogFetcher;
  readonly log: { readonly origin: string; readonly verifierKey: string };
  readonly nowMs: number;
  readonly judge: JudgeEvidence;
  readonly anchors: readonly Bytes[];
}

/** Something that does not hold. The code is for a machine, the detail names the place. */
export interface Fault {
  readonly code: string;
  readonly detail: string;
}

export interface HourCount {
  readonly hour: number;
  readonly leaves: bigint;
  /** The tree at its end. */
  readonly size: bigint;
}

export interface Activity {
  readonly size: bigint;
  /** Ended hours, oldest first, at most SHOWN_HOURS of them. */
  readonly hours: readonly HourCount[];
  /** Leaves since the last ended hour; null where no hour is known. */
  readonly sinceLastHour: bigint | null;
  readonly groups: readonly Group[];
  readonly asks: number;
  /** How many totals were counted. */
  readonly totals: number;
  /** Empty where everything holds. */
  readonly faults: readonly Fault[];
}

const SHOWN_HOURS = 48;
const SHOWN_DAYS = 3;
const MAX_NOTE_LENGTH = 262_144;

export async function checkActivity(question: ActivityQuestion): Promise<Activity> {
  const { fetchFile, log, nowMs } = question;
  const logKey = await parseVerifierKey(log.verifierKey);
  const identity: LogIdentity = { origin: log.origin, logKey, witnessKeys: [] };
  const faults: Fault[] = [];
  const days = parseDays((await orNone(fetchFile, DAYS_PATH, MAX_DAYS_LENGTH)) ?? NOTHING);
  const records = await readHours(question, days.slice(-SHOWN_DAYS), faults);
  const told = await readTotals(question, days, faults);
  // Last, so that nothing read before it can be newer than it.
  const checkpoint = await openCheckpoint(await fetchFile('checkpoint', MAX_NOTE_LENGTH), identity);
  const node = nodesFromTiles(tilesFrom(fetchFile), checkpoint.size);
  await checkTree(checkpoint, node, faults);
  const ended = records.filter(({ hour }) => hour < hourAt(nowMs)).slice(-SHOWN_HOURS - 1);
  const sizes = await checkHours(ended, { identity, checkpoint, node }, faults);
  checkSums(told.counted, sizes, checkpoint.size, faults);
  const last = sizes.at(-1);
  return {
    size: checkpoint.size,
    hours: sizes.slice(1).map(({ hour, size }, i) => ({
      hour,
      size,
      leaves: size - (sizes[i]?.size ?? size),
    })),
    sinceLastHour: last === undefined ? null : checkpoint.size - last.size,
    groups: told.groups,
    asks: told.counted.reduce((sum, { asks }) => sum + asks, 0),
    totals: told.counted.length,
    faults,
  };
}

const NOTHING: Bytes = new Uint8Array(0);

async function readHours(
  { fetchFile }: ActivityQuestion,
  days: readonly string[],
  faults: Fault[],
): Promise<HourRecord[]> {
  const files = await Promise.all(
    days.map(async (day) => {
      const bytes = await orNone(fetchFile, hoursPath(day), MAX_HOURS_LENGTH);
      try {
        return parseHours(bytes ?? NOTHING, day);
      } catch (thrown) {
        faults.push({ code: codeOf(thrown) ?? 'activity-file-malformed', detail: hoursPath(day) });
        return [];
      }
    }),
  );
  return files.flat();
}

async function checkTree(
  { size, root }: SignedCheckpoint,
  node: NodeReader,
  faults: Fault[],
): Promise<void> {
  if (!equal(await computeRoot(node, size), root)) {
    faults.push({ code: 'tree-differs', detail: `${size} leaves` });
  }
}

interface Tree {
  readonly identity: LogIdentity;
  readonly checkpoint: SignedCheckpoint;
  readonly node: NodeReader;
}

interface HourSize {
  readonly hour: number;
  readonly size: bigint;
}

/** The hours that hold: signed, growing, and each a prefix of the tree that is signed now. */
async function checkHours(
  records: readonly HourRecord[],
  tree: Tree,
  faults: Fault[],
): Promise<HourSize[]> {
  const checked = await Promise.all(
    records.map(async ({ hour, noteBytes }) => {
      try {
        return { hour, size: await sizeIn(noteBytes, tree) };
      } catch (thrown) {
        const code = codeOf(thrown) ?? 'hour-invalid';
        faults.push({ code, detail: new Date(hour * 3_600_000).toISOString().slice(0, 13) });
        return undefined;
      }
    }),
  );
  const held = checked.filter((one) => one !== undefined);
  const shrunk = held.find(({ size }, i) => size < (held[i - 1]?.size ?? 0n));
  if (shrunk !== undefined) faults.push({ code: 'hour-shrinks', detail: String(shrunk.hour) });
  return shrunk === undefined ? held : [];
}

async function sizeIn(noteBytes: Bytes, { identity, checkpoint, node }: Tree): Promise<bigint> {
  const { size, root } = await openCheckpoint(noteBytes, identity);
  if (size > checkpoint.size) throw new SettlementError('log-tiles-unproven', 'newer than now');
  const prefix = await provePrefix(node, size, checkpoint.size, checkpoint.root);
  if (prefix === undefined || !equal(prefix.root, root)) {
    throw new SettlementError('log-tiles-unproven', 'not a prefix');
  }
  return size;
}

/**
 * Totals against leaves: all against the tree of now, and those of each ended hour against the tree one hour later,
 * because a gateway's clock may be a little behind the log's.
 */
function checkSums(
  counted: readonly CountedTotal[],
  sizes: readonly HourSize[],
  size: bigint,
  faults: Fault[],
): void {
  const until = (hour: number): bigint =>
    BigInt(counted.reduce((sum, total) => (total.hour <= hour ? sum + total.asks : sum), 0));
  const exceeded = [
    ...sizes.map((end) => ({ told: until(end.hour - 1), leaves: end.size, hour: end.hour })),
    { told: until(Infinity), leaves: size, hour: Infinity },
  ].filter(({ told, leaves }) => told > leaves);
  for (const { told, leaves } of exceeded) {
    faults.push({ code: 'total-exceeds-leaves', detail: `${told} asks, ${leaves} leaves` });
  }
}
