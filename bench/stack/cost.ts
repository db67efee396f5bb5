/**
 * `node --import tsx bench/stack/cost.ts [ASKS]`: what one ask costs in bytes and processor time at relay, gateway, ledger
 * and device, with padding and without, and what follows for 10^3, 10^6 and 10^9 asks a day; the tables of
 * stack/README.md. Every part is a process of its own; what it does while nothing is asked is taken off.
 */
import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import { copyOf, type Bytes } from '../../lib/bytes/index.ts';
import { MEDIA } from '../../lib/ohttp/index.ts';
import { submitEntries } from '../../stack/ledger/index.ts';
import { keysAt, sealAsk } from './asks.ts';
import { startPart, type Part } from './child.ts';

type Padding = 'default' | 'none';

interface Cost {
  readonly padding: Padding;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly seconds: number;
  /** Milliseconds of processor time an ask. */
  readonly relayMs: number;
  readonly gatewayMs: number;
  readonly deviceMs: number;
}

const TOKENS = 60;
const DAY_SECONDS = 86_400;
/** The busiest hour against the mean. */
const BUSIEST = 3;
const LOG_BYTES = 34 + 32 + 32 / 255;

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function ask(url: string, keys: Bytes, padding: Padding): Promise<[number, number]> {
  const sealed = await sealAsk(keys, padding);
  const headers = { 'content-type': MEDIA.chunkedRequest };
  const response = await fetch(url, { method: 'POST', headers, body: sealed.bytes });
  if (response.status !== 200 || response.body === null) throw new Error(`${response.status}`);
  const opener = sealed.openChunks();
  let bytes = 0;
  const reader = response.body.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    bytes += step.value.length;
    await opener.push(copyOf(step.value));
  }
  await opener.end();
  return [sealed.bytes.length, bytes];
}

/** So many asks at once, as a busy minute has them; and as long again with none, for what the parts do by themselves. */
async function measure(parts: readonly Part[], padding: Padding, asks: number): Promise<Cost> {
  const [gateway, relay] = parts;
  if (gateway === undefined || relay === undefined) throw new Error('two parts');
  const keys = await keysAt(gateway.url);
  const url = `${relay.url}/g/one`;
  await Promise.all(Array.from({ length: 5 }, () => ask(url, keys, padding)));
  const used = async (): Promise<number[]> => [
    (await gateway.usage()).cpuMs,
    (await relay.usage()).cpuMs,
    ownCpuMs(),
  ];
  const before = await used();
  const startedAt = performance.now();
  const sizes = await Promise.all(Array.from({ length: asks }, () => ask(url, keys, padding)));
  const tookMs = performance.now() - startedAt;
  const after = await used();
  await new Promise((resolve) => setTimeout(resolve, tookMs));
  const idle = await used();
  const [gatewayMs = 0, relayMs = 0, deviceMs = 0] = after.map((end, i) => {
    const resting = (idle[i] ?? 0) - end;
    return Math.max(0, end - (before[i] ?? 0) - resting) / asks;
  });
  const mean = (at: 0 | 1): number => sizes.reduce((sum, size) => sum + size[at], 0) / asks;
  const [bytesIn, bytesOut, seconds] = [mean(0), mean(1), tookMs / 1000];
  return { padding, bytesIn, bytesOut, seconds, relayMs, gatewayMs, deviceMs };
}

/** Milliseconds an entry, in batches as a gateway hands them over when seven come in 200 ms. */
async function ledgerMs(entries: number): Promise<number> {
  const ledger = await startPart('ledger');
  try {
    const before = (await ledger.usage()).cpuMs;
    for (let done = 0; done < entries; done += 7) {
      const batch = Array.from({ length: 7 }, () => copyOf(randomBytes(32)));
      await submitEntries({ addUrl: `${ledger.url}/add`, form: 'batch' }, batch);
    }
    return ((await ledger.usage()).cpuMs - before) / entries;
  } finally {
    await ledger.close();
  }
}

function print(costs: readonly Cost[], ledger: number): void {
  const [cpu] = cpus();
  const ms = (value: number): string => `${value.toPrecision(2)} ms`;
  console.log(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpu?.model ?? ''}`);
  console.log('| padding | bytes in | out | over | relay | gateway | ledger | device |');
  for (const { padding, bytesIn, bytesOut, seconds, relayMs, gatewayMs, deviceMs } of costs) {
    const sizes = [bytesIn.toFixed(0), bytesOut.toFixed(0), `${seconds.toFixed(1)} s`];
    const times = [relayMs, gatewayMs, ledger, deviceMs].map(ms);
    console.log(`| ${[padding, ...sizes, ...times].join(' | ')} |`);
  }
  console.log(
    '| asks a day | padding | busiest | traffic | relay | gateway | ledger | log a day |',
  );
  for (const asks of [1e3, 1e6, 1e9]) {
    for (const { padding, bytesIn, bytesOut, relayMs, gatewayMs } of costs) {
      const rate = (asks / DAY_SECONDS) * BUSIEST;
      const cores = [relayMs, gatewayMs, ledger].map(
        (each) => `${((rate * each) / 1000).toPrecision(2)} cores`,
      );
      const traffic = `${((asks * (bytesIn + bytesOut)) / 1e9).toPrecision(2)} GB`;
      const log = `${((asks * LOG_BYTES) / 1e6).toPrecision(2)} MB`;
      const line = [asks.toExponential(0), padding, `${rate.toPrecision(2)} /s`, traffic];
      console.log(`| ${[...line, ...cores, log].join(' | ')} |`);
    }
  }
}

async function main(asks: number): Promise<void> {
  const model = await startPart('model', { tokens: TOKENS });
  const gateway = await startPart('gateway', { modelUrl: model.url });
  const relay = await startPart('relay', { target: gateway.url });
  const parts = [gateway, relay];
  try {
    const costs = [await measure(parts, 'default', asks), await measure(parts, 'none', asks)];
    print(costs, await ledgerMs(asks * 7));
  } finally {
    await Promise.all([model, gateway, relay].map((part) => part.close()));
  }
}

await main(Number(process.argv[2] ?? 100));
