/** After the load: is every answer's entry in the log, and does a drain in the middle of answers cut none. */
import { equal, type Bytes } from '../../../lib/bytes/index.ts';
import {
  entriesPath,
  parseBundle,
  parseCheckpointText,
  TILE_WIDTH,
  tileWidth,
} from '../../../lib/settlement/index.ts';
import type { Row } from '../../row.ts';
import { askOnce, nothingDone } from './rate.ts';
import type { Program, System } from './system.ts';

const SETTLE_MS = 30_000;
const STREAMS = 60;

export async function settledAll({ ledgerUrl }: System, entries: readonly Bytes[]): Promise<Row> {
  const end = performance.now() + SETTLE_MS;
  let missing = entries.length;
  while (missing > 0 && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const known = await newestEntries(ledgerUrl, entries.length * 2 + 2 * TILE_WIDTH);
    missing = entries.filter((entry) => !known.some((other) => equal(other, entry))).length;
  }
  return {
    name: `soak: of the last ${entries.length} receipts, not in the log`,
    value: missing,
    bar: 0,
    unit: '',
    met: missing === 0,
  };
}

async function newestEntries(ledgerUrl: string, count: number): Promise<Bytes[]> {
  const note = await (await fetch(`${ledgerUrl}/checkpoint`)).text();
  const { size } = parseCheckpointText(`${note.split('\n\n')[0] ?? ''}\n`);
  const all: Bytes[] = [];
  const first = size > BigInt(count) ? (size - BigInt(count)) / BigInt(TILE_WIDTH) : 0n;
  for (let n = first; tileWidth(size, 0, n) > 0; n++) {
    const width = tileWidth(size, 0, n);
    const bytes = await (await fetch(`${ledgerUrl}/${entriesPath(n, width)}`)).arrayBuffer();
    all.push(...parseBundle(new Uint8Array(bytes), width));
    if (width < TILE_WIDTH) break;
  }
  return all;
}

/** Padded answers take 16 s: the gateway is told to end in their middle, then the relay in the middle of its refusals. */
export async function drainUnderLoad(system: System): Promise<Row[]> {
  const done = nothingDone();
  const asks = Array.from({ length: STREAMS }, () => askOnce(system, 'default', done));
  await new Promise((resolve) => setTimeout(resolve, 4000));
  const gone = [system.gateway, system.relay].map((program) => ended(program));
  await Promise.all(asks);
  const codes = await Promise.all(gone);
  const hasEnded = codes.every((code) => code === 0);
  return [
    {
      name: `drain: of ${STREAMS} answers under way, lost`,
      value: STREAMS - done.answered,
      bar: 0,
      unit: '',
      met: done.answered === STREAMS,
    },
    {
      name: 'drain: programs that did not end by themselves',
      value: codes.filter((code) => code !== 0).length,
      bar: 0,
      unit: '',
      met: hasEnded,
    },
  ];
}

function ended({ child }: Program): Promise<number | null> {
  const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  child.kill('SIGTERM');
  return exit;
}
