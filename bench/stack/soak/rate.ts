/** Asks at a rate, each sealed anew, opened to its end, and its receipt checked; one in twenty padded as people's are. */
import { leafEntry } from '../../../lib/receipts/index.ts';
import type { Bytes } from '../../../lib/bytes/index.ts';
import { PRODUCT_SUITE } from '../../../lib/ohttp/index.ts';
import { post, readAnswer, sealAsk } from '../../../test/fakes/device.ts';
import type { System } from './system.ts';

export interface Done {
  answered: number;
  /** Refused, or never begun. */
  errors: number;
  /** Begun and not ended whole with a valid receipt. */
  lost: number;
  /** What went wrong, and how often. */
  readonly wrong: Map<string, number>;
  /** The newest log entries, to look for afterwards. */
  readonly entries: Bytes[];
}

const KEPT_ENTRIES = 2000;
const PADDED_EVERY = 20;
const PEAK_IN_FLIGHT = 24;
const MOST_OPEN = 400;

export function nothingDone(): Done {
  return { answered: 0, errors: 0, lost: 0, wrong: new Map(), entries: [] };
}

export async function askOnce(
  { url, enclave }: Pick<System, 'url' | 'enclave'>,
  padding: 'none' | 'default',
  done: Done,
): Promise<void> {
  let hasBegun = false;
  try {
    const sealed = await sealAsk(enclave, { padding, suites: [PRODUCT_SUITE] });
    const response = await post(url, sealed.sealed);
    hasBegun = response.status === 200;
    const answer = await readAnswer(enclave, sealed, response);
    if (answer.status !== 200) throw new Error(`inner ${answer.status} ${answer.body}`);
    if (answer.receipt?.ok !== true || answer.receiptBytes === undefined)
      throw new Error('receipt');
    done.entries.push(await leafEntry(sealed.secrets.leaf, answer.receiptBytes));
    if (done.entries.length > KEPT_ENTRIES) done.entries.shift();
    done.answered++;
  } catch (thrown) {
    if (hasBegun) done.lost++;
    else done.errors++;
    const name = String(thrown);
    done.wrong.set(name, (done.wrong.get(name) ?? 0) + 1);
  }
}

/** Asks a second when a few are always under way: what this machine carries, this program's own work included. */
export async function measurePeak(system: System, durationMs: number): Promise<number> {
  const done = nothingDone();
  const end = performance.now() + durationMs;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: PEAK_IN_FLIGHT }, async () => {
      while (performance.now() < end) await askOnce(system, 'none', done);
    }),
  );
  if (done.answered === 0)
    throw new Error(`nothing was answered: ${[...done.wrong.keys()].join()}`);
  return (done.answered / (performance.now() - startedAt)) * 1000;
}

/** An open loop: the next ask does not wait for the last answer, as people do not wait for each other. */
export async function askAtRate(system: System, rate: number, durationMs: number): Promise<Done> {
  const done = nothingDone();
  const open = new Set<Promise<void>>();
  const startedAt = performance.now();
  for (let count = 0; performance.now() - startedAt < durationMs; count++) {
    const dueMs = startedAt + (count / rate) * 1000 - performance.now();
    if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs));
    const padding = count % PADDED_EVERY === 0 ? 'default' : 'none';
    const one = askOnce(system, padding, done).finally(() => open.delete(one));
    open.add(one);
    // On a machine that has other things to do, asks must not pile up until the load is another than the measured one.
    if (open.size > MOST_OPEN) await Promise.race(open);
  }
  await Promise.all(open);
  return done;
}
