/**
 * Fuzzes every parser for SECONDS (default 60, shared evenly): `npm run fuzz -- SECONDS TARGET…`. Inputs that reach
 * new code are mutated further. A finding is anything but a result or a coded refusal, or an input that takes longer
 * than a second of processor time; it is saved under test/fuzz/seeds/ and run first from then on.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Coverage } from '../test/fuzz/coverage.ts';
import { explore } from '../test/fuzz/explore.ts';
import { randomFrom, type Bytes } from '../test/fuzz/mutate.ts';
import type { FuzzTarget } from '../test/fuzz/target.ts';
import { isRecord } from './json.ts';
import { isFunction, loadModules } from './modules.ts';
import { ROOT } from './run-program.ts';

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

/** How long an input takes is measured by the processor's own clock: a busy machine is no finding. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

interface Outcome {
  readonly name: string;
  readonly runs: number;
  /** Of the code, reached by at least one input. */
  readonly blocks: number;
  /** Inputs that reached something new. */
  readonly kept: number;
  readonly findings: number;
}

async function fuzz(target: FuzzTarget, budgetMs: number, seed: number): Promise<Outcome> {
  const own = target.seeds.map((bytes) => new Uint8Array(bytes));
  const until = performance.now() + budgetMs;
  const coverage = new Coverage();
  await coverage.start();
  const { runs, kept, findings } = await explore(target, {
    seeds: [...savedSeeds(target), ...own],
    random: randomFrom(seed),
    now: cpuMs,
    isOver: (_runs, found) => performance.now() >= until || found >= MAX_FINDINGS,
    onFault: (bytes, fault) =>
      console.log(`${target.name}: ${fault}\n  saved as ${save(target, bytes)}`),
    coverage,
  });
  const { blocks } = coverage;
  coverage.stop();
  return { name: target.name, runs, blocks, kept, findings };
}

const COLUMNS = ['runs', 'blocks', 'kept', 'findings'] as const;

function line(name: string, cells: readonly (number | string)[]): string {
  return `${name.padEnd(32)} ${cells.map((cell) => String(cell).padStart(9)).join(' ')}`;
}

function total(outcomes: readonly Outcome[], column: (typeof COLUMNS)[number]): number {
  return outcomes.reduce((sum, outcome) => sum + outcome[column], 0);
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
  console.log(line('target', COLUMNS));
  const outcomes: Outcome[] = [];
  for (const target of targets) {
    const outcome = await fuzz(target, (seconds * 1000) / targets.length, seed);
    outcomes.push(outcome);
    const { name } = outcome;
    console.log(
      line(
        name,
        COLUMNS.map((column) => outcome[column]),
      ),
    );
  }
  const totals = COLUMNS.map((column) => total(outcomes, column));
  console.log(line(`${String(targets.length)} targets`, totals));
  process.exitCode = total(outcomes, 'findings') === 0 ? 0 : 1;
}

await main(process.argv.slice(2));
