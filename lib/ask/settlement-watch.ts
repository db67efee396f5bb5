/**
 * Looks, some time after an answer, whether its receipt has settled: by an alarm, at a random time of its own, with
 * back-off, over the relay only. The aside does the reading and the sums; here stand the times, the one door to the
 * relay and what a finding changes. The worker may die between any two lines: what is looked for stands in the store.
 * Must never look because somebody opened a page, nor speak to the log itself, nor take a log's key from anywhere but
 * the transcript that the evidence bound.
 */
import { lookJob, type LeafFinding, type LookOutput } from '../aside/index.ts';
import type { Bytes } from '../bytes/index.ts';
import type { KeptAsk, LogRecord, OpenLog, SettlementRecord } from '../proofs/index.ts';
import { isBatchLog } from '../networks/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Edges } from './edges.ts';
import { logFile } from './log-file.ts';
import { viewOfCode } from './error-table.ts';

/** The first look comes between these two after the answer, later ones ever more rarely. */
const FIRST_LOOK_MS = [30_000, 180_000] as const;
const LONGEST_PAUSE_MS = 6 * 3_600_000;
/** A log that was not looked at for long has many tiles to fetch; what is not done by then is done another time. */
const DEADLINE_MS = 300_000;

export class SettlementWatch {
  readonly #edges: Edges;
  readonly #settings: () => Settings;
  readonly #onChange: (leaf: SettlementRecord) => void;
  #looking: Promise<void> | undefined;

  constructor(edges: Edges, settings: () => Settings, onChange: (leaf: SettlementRecord) => void) {
    this.#edges = edges;
    this.#settings = settings;
    this.#onChange = onChange;
  }

  /** Arranges the next look if anything is open; said again at every start of the worker. */
  async plan(): Promise<void> {
    const { proofs, now } = this.#edges;
    const logs = await proofs.openLogs();
    const times: number[] = [];
    for (const { log } of logs) {
      const isPlanned = log.nextLookMs > 0;
      const nextLookMs = isPlanned ? log.nextLookMs : now() + this.#pause(0);
      if (!isPlanned) await proofs.planLook({ ...log, nextLookMs });
      times.push(nextLookMs);
    }
    if (times.length > 0) await this.#edges.setAlarm(Math.max(Math.min(...times), now() + 1000));
  }

  /** The alarm has rung. */
  look(): Promise<void> {
    this.#looking ??= this.#lookNow().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #lookNow(): Promise<void> {
    // Minutes may pass, and nothing sealed is written: who wants to lock need not wait.
    const rest = this.#edges.stayAwake({ mayLock: true });
    try {
      for (const open of await this.#edges.proofs.openLogs()) {
        // The first of a log is looked at when the alarm says; only what was in vain before waits its pause out.
        const isDue = open.log.looks === 0 || open.log.nextLookMs <= this.#edges.now() + 1000;
        if (isDue) await this.#lookAt(open);
      }
      await this.plan();
    } finally {
      rest();
    }
  }

  async #lookAt(open: OpenLog): Promise<void> {
    const [first] = open.leaves;
    if (first === undefined) return;
    const isBatches = isBatchLog(open);
    const isBelieved = open.log.split === null;
    const found = isBatches || !isBelieved ? null : await this.#lookInto(open, first);
    const leaves = isBatches ? await this.#lookInBatches(open) : leavesAfter(open, found);
    const isOpen = leaves.some((leaf) => leaf.isOpen === 1);
    const looks = isOpen ? open.log.looks + 1 : 0;
    const nextLookMs = isOpen ? this.#edges.now() + this.#pause(looks) : 0;
    const log: LogRecord = { ...open.log, ...heldAfter(open, found), looks, nextLookMs };
    const errors = new Map(leaves.map((leaf) => [leaf.id, errorOf(leaf)]));
    await this.#edges.proofs.noteLook({ atMs: this.#edges.now(), log, leaves, errors });
    const before = new Map(open.leaves.map(({ id, state }) => [id, state]));
    for (const leaf of leaves) if (before.get(leaf.id) !== leaf.state) this.#onChange(leaf);
  }

  async #lookInBatches(open: OpenLog): Promise<SettlementRecord[]> {
    const { lookForLeaves } = await this.#edges.late.opengradient();
    return lookForLeaves(this.#edges, this.#settings().opengradient, open);
  }

  /** Null where the aside did not come to an end: nothing was learnt, not even that the log cannot be read. */
  async #lookInto({ log, leaves }: OpenLog, first: SettlementRecord): Promise<LookOutput | null> {
    const { origin, verifierKey, held } = log;
    const input = {
      ...{ origin, verifierKey, held, nowMs: this.#edges.now() },
      witnesses: this.#settings().witnesses,
      leaves: leaves.map(({ id, entry, searchedTo, deadlineMs }) => {
        return { id, entry, deadlineMs, searchedTo: BigInt(searchedTo) };
      }),
    };
    const answer = ({ path }: { path: string }): Promise<Bytes> =>
      logFile(this.#edges, first, path);
    try {
      return await this.#edges.aside.run(lookJob, input, { answer, deadlineMs: DEADLINE_MS });
    } catch {
      return null;
    }
  }

  /** Drawn anew each time, so that nobody who sees the look can tell from its time which ask it belongs to. */
  #pause(looks: number): number {
    const [least, most] = FIRST_LOOK_MS;
    const [a = 0, b = 0, c = 0] = this.#edges.random(3);
    const share = (a * 65_536 + b * 256 + c) / 0xff_ff_ff;
    const pauseMs = (least + share * (most - least)) * 2 ** Math.min(looks, 12);
    return Math.round(Math.min(pauseMs, LONGEST_PAUSE_MS * (0.5 + share / 2)));
  }
}

/** A log that has contradicted itself once is not asked again, whatever it would show now. */
function leavesAfter({ log, leaves }: OpenLog, found: LookOutput | null): SettlementRecord[] {
  if (log.split !== null || found?.state === 'split-view') {
    return leaves.map((leaf) => ({ ...leaf, state: 'split-view', isOpen: 0 }));
  }
  if (found === null) return [...leaves];
  const states = new Map(found.leaves.map((leaf) => [leaf.id, leaf]));
  return leaves.map((leaf) => {
    const now = states.get(leaf.id);
    return now === undefined ? leaf : leafAfter(leaf, now);
  });
}

function leafAfter(leaf: SettlementRecord, now: LeafFinding): SettlementRecord {
  if (now.state !== 'settled') {
    const isOpen = now.state === 'missing' ? 0 : 1;
    return { ...leaf, state: now.state, isOpen, searchedTo: now.searchedTo.toString() };
  }
  const { index, hashes, checkpoint } = now;
  const proof = { index: index.toString(), hashes, checkpoint };
  return { ...leaf, state: 'settled', isOpen: 0, proof };
}

function heldAfter(
  { log: { held, heldSize, split } }: OpenLog,
  found: LookOutput | null,
): Partial<LogRecord> {
  switch (found?.state) {
    case 'checked':
      return { held: found.held, heldSize: found.heldSize.toString(), split };
    case 'split-view':
      return { split: [found.held, found.shown], splitHashes: found.hashes };
    default:
      return { held, heldSize, split };
  }
}

function errorOf({ state }: SettlementRecord): KeptAsk['error'] {
  switch (state) {
    case 'waiting':
    case 'settled':
    case 'not-found':
      return null;
    case 'late':
      return viewOfCode('settlement-late');
    case 'missing':
      return viewOfCode('settlement-missing');
    case 'split-view':
      return viewOfCode('log-split-view');
  }
}
