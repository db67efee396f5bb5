/**
 * Sealing against its limit, in Node, Chromium and Firefox: the limit is WebCrypto's X25519 and the runtime's fastest
 * AEAD over the same bytes. Peers get a thin layer that favours them. Figures are ratios of one run.
 */
import type { BrowserName } from '../scripts/find-browser.ts';
import { takeFigures, type Effort, type Figures } from './ohttp/figures.ts';
import { figuresIn } from './ohttp/in-browser.ts';
import { weights } from './ohttp/weights.ts';
import type { Row } from './row.ts';

type Runtime = 'node' | BrowserName;

const THOROUGH: Effort = { rounds: 9, batch: 40 };
const QUICK: Effort = { rounds: 1, batch: 3 };
const IS_OURS = /^(?:limit|sotto)/;

function row(name: string, value: number, bar: number | null, unit: string): Row {
  return { name: `sealing: ${name}`, value, bar, unit, met: bar === null || value <= bar };
}

const ratio = (list: Record<string, number>, of = 'sotto', to = 'limit'): number =>
  (list[of] ?? Number.NaN) / (list[to] ?? Number.NaN);

/** The packages of others, fastest first. */
function peersIn({ client2KiB }: Figures): [name: string, time: number][] {
  return Object.entries(client2KiB)
    .filter(([name]) => !IS_OURS.test(name))
    .sort((a, b) => a[1] - b[1]);
}

function bars(runtime: Runtime, figures: Figures): Row[] {
  const { client2KiB: client, preparedSeal, tokens, mebibyte, x25519 } = figures;
  const [best = '', bestTime = Number.NaN] = peersIn(figures)[0] ?? [];
  const prepared = (size: number): number => (preparedSeal[size] ?? Number.NaN) / x25519;
  const own = client['sotto'] ?? Number.NaN;
  const isBrowser = runtime !== 'node';
  return [
    row(`${runtime}: client seals and opens 2 KiB`, ratio(client), 2.2, '× limit'),
    row(`${runtime}: the same against ${best}, the best peer`, own / bestTime, 1, '× peer'),
    row(`${runtime}: seal of 2 KiB, prepared`, prepared(2048), 0.25, '× X25519'),
    row(`${runtime}: seal of a 4 KiB bucket, prepared`, prepared(4096), 0.25, '× X25519'),
    row(`${runtime}: 2,000 chunks of 180 bytes, one read each`, ratio(tokens), 2, '× limit'),
    row(`${runtime}: 1 MiB, AES-128-GCM`, ratio(mebibyte), isBrowser ? 1.3 : null, '× limit'),
  ];
}

function information(runtime: Runtime, figures: Figures): Row[] {
  const { client2KiB: client, tokens, x25519, fastestCiphers: fastest } = figures;
  const limit = client['limit'] ?? Number.NaN;
  const tokenLimit = (tokens['limit'] ?? Number.NaN) / 1000;
  return [
    ...peersIn(figures).map(([name, time]) =>
      row(`${runtime}: ${name}, client 2 KiB`, time / limit, null, '× limit'),
    ),
    row(
      `${runtime}: sotto, AES-128-GCM, client 2 KiB`,
      ratio(client, 'sotto AES'),
      null,
      '× limit',
    ),
    row(`${runtime}: limit of 2 KiB (${fastest['2 KiB'] ?? ''})`, limit, null, 'µs'),
    row(`${runtime}: limit of the chunks (${fastest['tokens'] ?? ''})`, tokenLimit, null, 'ms'),
    row(`${runtime}: X25519`, x25519, null, 'µs'),
  ];
}

/** A browser that cannot be had leaves its bars missed by name. */
async function rowsIn(runtime: Runtime, effort: Effort): Promise<Row[]> {
  try {
    const figures =
      runtime === 'node' ? await takeFigures(effort) : await figuresIn(runtime, effort);
    return [...bars(runtime, figures), ...information(runtime, figures)];
  } catch (thrown) {
    return [row(`${runtime}: no figures, ${String(thrown)}`, Number.NaN, 0, '')];
  }
}

export async function rows({ quick }: { quick: boolean }): Promise<readonly Row[]> {
  const effort = quick ? QUICK : THOROUGH;
  const table: Row[] = [];
  for (const runtime of ['node', 'chromium', 'firefox'] as const) {
    table.push(...(await rowsIn(runtime, effort)));
  }
  const weight = await weights();
  return [
    ...table,
    row('gzip, client, fixed suite', weight['client, fixed suite'], 10, 'kB'),
    row('gzip, both roles, fixed suite', weight['both roles, fixed suite'], null, 'kB'),
    row('gzip, everything, both AEADs', weight['everything, both AEADs'], 14, 'kB'),
    row('gzip, client with the hybrid', weight['client with the hybrid'], null, 'kB'),
  ];
}
