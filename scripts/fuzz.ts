/**
 * Fuzzes every parser for SECONDS (default 60, shared evenly): `npm run fuzz -- SECONDS TARGET…`.
 * A finding is anything but a result or a coded refusal, or an input that takes longer than a second;
 * it is saved under test/fuzz/seeds/ and run first from then on.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BytesError } from '../lib/bytes/index.ts';
import { CodedError } from '../lib/errors/index.ts';
import { isRecord } from './json.ts';
import { isFunction, loadModules } from './modules.ts';
import { ROOT } from './run-program.ts';
import { mutated, randomFrom, type Bytes } from '../test/fuzz/mutate.ts';
import type { FuzzTarget } from '../test/fuzz/target.ts';

const SLOW_MS = 1000;
const MAX_FINDINGS = 5;
const here = join(ROOT, 'test', 'fuzz');

function isTarget(value: unknown): value is FuzzTarget {
  return isRecord(value) && typeof value['name'] === 'string' && isFunction(value['run']);
}

function targetsOf(value: unknown): FuzzTarget[] {
  return Array.isArray(value) ? value.filter(isTarget) : [];
}

function savedSeeds(target: FuzzTarget): Bytes[] {
  const folder = join(here, 'seeds', target.name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file) => new Uint8Array(readFileSync(join(folder, file))));
}

function save(target: FuzzTarget, bytes: Bytes): string {
  const folder = join(here, 'seeds', target.name);
  mkdirSync(folder, { recursive: true });
  const name = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  writeFileSync(join(folder, name), bytes);
  return join('seeds', target.name, name);
}

/** What is wrong with how the parser took these bytes; undefined when nothing is. */
async function fault(target: FuzzTarget, bytes: Bytes): Promise<string | undefined> {
  const startedAt = performance.now();
  try {
    await target.run(bytes.slice());
  } catch (error) {
    if (!(error instanceof CodedError || error instanceof BytesError)) {
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  }
  const tookMs = performance.now() - startedAt;
  return tookMs > SLOW_MS ? `took ${tookMs.toFixed(0)} ms` : undefined;
}

async function fuzz(target: FuzzTarget, budgetMs: number, seed: number): Promise<number> {
  const saved = savedSeeds(target);
  const seeds = [...saved, ...target.seeds.map((bytes) => new Uint8Array(bytes))];
  const random = randomFrom(seed);
  const until = performance.now() + budgetMs;
  let runs = 0;
  let findings = 0;
  while (runs < seeds.length || (performance.now() < until && findings < MAX_FINDINGS)) {
    const bytes = seeds[runs] ?? mutated(seeds, random);
    const found = await fault(target, bytes);
    runs += 1;
    if (found === undefined) continue;
    findings += 1;
    console.log(`${target.name}: ${found}\n  saved as ${save(target, bytes)}`);
  }
  console.log(`${target.name.padEnd(40)} ${String(runs)} runs, ${String(findings)} findings`);
  return findings;
}

async function main(args: readonly string[]): Promise<void> {
  const seconds = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 60);
  const names = args.filter((arg) => !/^\d+$/.test(arg));
  const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
  const modules = await loadModules(here, /^targets-.*\.ts$/);
  const targets = modules
    .flatMap(({ exports }) => targetsOf(exports['targets']))
    .filter(({ name }) => names.length === 0 || names.includes(name));
  if (targets.length === 0) throw new Error('no target to fuzz');
  console.log(`${String(targets.length)} targets, ${String(seconds)} s, FUZZ_SEED=${String(seed)}`);
  let findings = 0;
  for (const target of targets)
    findings += await fuzz(target, (seconds * 1000) / targets.length, seed);
  console.log(`${String(targets.length)} targets, ${String(findings)} findings`);
  process.exitCode = findings === 0 ? 0 : 1;
}

await main(process.argv.slice(2));
