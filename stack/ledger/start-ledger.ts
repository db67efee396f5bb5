/** Starts a ledger over a folder: recovers, listens, gathers, publishes. Wiring only. */
import { toHex } from '../../lib/bytes/index.ts';
import {
  entriesPath,
  parseBundle,
  parseVerifierKey,
  TILE_WIDTH,
  tileWidth,
} from '../../lib/settlement/index.ts';
import { endingOf } from '../http/ending.ts';
import { listen, type ListenOptions } from '../http/server.ts';
import { ActivityDesk } from './activity/desk.ts';
import { Batcher, RecentEntries } from './batcher.ts';
import type { BeforeStep } from './durable-files.ts';
import { LedgerError } from './errors.ts';
import { LogStore } from './log-store.ts';
import { Publisher } from './publisher.ts';
import { handle } from './routes.ts';
import type { WitnessSetting } from './witness-client.ts';

export interface LedgerOptions extends ListenOptions {
  readonly folder: string;
  /** The log's name for ever: its URL prefix without scheme and final slash. */
  readonly origin: string;
  /** Submission prefixes and verifier keys of witnesses. */
  readonly witnesses?: readonly { readonly url: string; readonly verifierKey: string }[];
  /** How many of them must cosign before a checkpoint is published; all, unless said otherwise. */
  readonly quorum?: number;
  /** 32 unless said otherwise: receipts come as hashes. null takes any entry. */
  readonly entryLength?: number | null;
  readonly addToken?: string;
  readonly refreshMs?: number;
  readonly retryMs?: number;
  readonly report?: (code: string) => void;
  readonly now?: () => number;
  /** The built activity page (scripts/activity-page.ts); without it there are its files and no page. */
  readonly pageFolder?: string;
  /** For tests that die at a chosen point. */
  readonly beforeStep?: BeforeStep;
}

export interface RunningLedger {
  readonly url: string;
  readonly origin: string;
  /** In the text form of C2SP signed-note. */
  readonly verifierKey: string;
  /** Waits until everything acknowledged is published, where the witnesses allow. */
  settle(): Promise<void>;
  /** Keeps the checkpoint of every hour that is over, which a timer does too. */
  endHour(): Promise<void>;
  /** Ends; what is under way may finish within the grace, and asked for again it is cut. */
  close(graceMs?: number): Promise<void>;
}

const MAX_BATCH = 1000;
const MAX_OUTSTANDING = 4096;
const REMEMBERED_ENTRIES = 65_536;
const REMEMBERED_BUNDLES = 64n;
const MINUTE_MS = 60_000;

/**
 * The log's verifier key, made now if need be: a witness must know it before the ledger that asks this witness starts.
 * The ledger must not be running.
 */
export async function prepareLogKey({
  folder,
  origin,
}: Pick<LedgerOptions, 'folder' | 'origin'>): Promise<string> {
  const store = await LogStore.open(folder, origin);
  const { text } = store.signing.key;
  await store.close();
  return text;
}

export async function startLedger(options: LedgerOptions): Promise<RunningLedger> {
  const witnesses = await witnessesOf(options);
  const store = await LogStore.open(options.folder, options.origin, options.beforeStep);
  const activity = await openActivity(store, options);
  const publisher = new Publisher(store, {
    witnesses,
    quorum: options.quorum ?? witnesses.length,
    witnessTimeoutMs: 1000,
    retryMs: options.retryMs ?? 2000,
    refreshMs: options.refreshMs ?? 10 * MINUTE_MS,
    report: options.report ?? (() => undefined),
    beforePublish: () => activity.endHour(),
  });
  const batcher = new Batcher({
    append: (entries) => store.append(entries),
    onCommit: () => publisher.wake(),
    maxBatch: MAX_BATCH,
    maxOutstanding: MAX_OUTSTANDING,
    known: await recentEntries(store),
  });
  await publisher.settle();
  const server = await listen(serve(store, { batcher, publisher, activity }, options), options);
  return {
    url: server.url,
    origin: options.origin,
    verifierKey: store.signing.key.text,
    settle: () => publisher.settle(),
    endHour: () => activity.endHour(),
    close: endingOf(server, async () => {
      await batcher.idle();
      await publisher.close();
      activity.close();
      await store.close();
    }),
  };
}

async function openActivity(
  log: LogStore,
  { now = Date.now, pageFolder, report = () => undefined }: LedgerOptions,
): Promise<ActivityDesk> {
  try {
    return await ActivityDesk.open({ log, now, pageFolder, report });
  } catch (thrown) {
    await log.close();
    throw thrown;
  }
}

function witnessesOf({ witnesses = [] }: LedgerOptions): Promise<WitnessSetting[]> {
  return Promise.all(
    witnesses.map(async ({ url, verifierKey }) => ({
      url,
      key: await parseVerifierKey(verifierKey),
    })),
  );
}

interface Parts {
  readonly batcher: Batcher;
  readonly publisher: Publisher;
  readonly activity: ActivityDesk;
}

function serve(
  store: LogStore,
  { batcher, publisher, activity }: Parts,
  options: LedgerOptions,
): Parameters<typeof listen>[0] {
  const routes = {
    store,
    entryLength: options.entryLength === undefined ? 32 : options.entryLength,
    maxBatch: MAX_BATCH,
    addToken: options.addToken ?? null,
    activity,
    add: (entries: Parameters<Batcher['add']>[0]) =>
      publisher.isStopped
        ? Promise.reject(new LedgerError('ledger-stopped'))
        : batcher.add(entries),
  };
  return (request, response) => handle(routes, request, response);
}

/** A submitter that lost the answer in a crash asks again: the newest bundles are read back for it. */
async function recentEntries(store: LogStore): Promise<RecentEntries> {
  const known = new RecentEntries(REMEMBERED_ENTRIES);
  const { size } = store.signed;
  const last = size / BigInt(TILE_WIDTH);
  for (let n = last > REMEMBERED_BUNDLES ? last - REMEMBERED_BUNDLES : 0n; n <= last; n++) {
    const width = tileWidth(size, 0, n);
    if (width === 0) break;
    const bundle = await store.readPublic(entriesPath(n, width));
    if (bundle === undefined) throw new LedgerError('ledger-state-corrupt', `bundle ${n}`);
    for (const [i, entry] of parseBundle(bundle, width).entries()) {
      known.add(toHex(entry), n * BigInt(TILE_WIDTH) + BigInt(i));
    }
  }
  return known;
}
