/**
 * `npm test`: every check there is, in an order in which each failure can be read alone. Stops at the
 * first part that fails. Arguments name parts: `npm run test:unit` is this with `unit`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRecord, numberAt, readRecord, type JsonRecord } from './json.ts';
import { ROOT, runTool } from './run-program.ts';

interface Counts {
  passed: number;
  failed: number;
}

interface Part {
  name: string;
  title: string;
  run: () => Promise<Counts>;
  /** Is also inside another part, which goes through everything faster than one after the other. */
  isAlone?: true;
}

const reports = mkdtempSync(join(tmpdir(), 'sotto-test-'));

/** Several commands that each pass or fail as one, side by side: each keeps one core busy at most. */
async function commands(...list: readonly (readonly [string, ...string[]])[]): Promise<Counts> {
  const ends = await Promise.all(list.map(([tool, ...args]) => runTool(tool, args)));
  const passed = ends.filter((status) => status === 0).length;
  return { passed, failed: ends.length - passed };
}

/** A run that ends badly without a failed test (a broken file, no test at all) counts as one failure. */
async function vitest(config: string, ...args: readonly string[]): Promise<Counts> {
  const file = join(reports, `${String(process.hrtime.bigint())}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const status = await runTool('vitest', ['run', '--config', config, ...reporters, ...args]);
  try {
    const report = readRecord(file);
    printFaults(report);
    const failed = Math.max(numberAt(report, 'numFailedTests'), status === 0 ? 0 : 1);
    return { passed: numberAt(report, 'numPassedTests'), failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** The rows of the fault table that ran in a browser, each with its result (FAULTS.md). */
function printFaults(report: JsonRecord): void {
  const suites = listAt(report, 'testResults').filter(({ name }) => FAULTS_FILE.test(String(name)));
  const rows = suites.flatMap((suite) => listAt(suite, 'assertionResults'));
  if (rows.length === 0) return;
  console.log('\nFaults, each in a real browser');
  for (const row of rows) {
    const isHeld = row['status'] === 'passed';
    console.log(`  ${isHeld ? 'held  ' : 'FAILED'}  ${String(row['fullName'])}`);
  }
  const held = rows.filter(({ status }) => status === 'passed').length;
  console.log(`  ${String(held)} of ${String(rows.length)} held`);
}

const FAULTS_FILE = /chromium[\\/](faults|hostile|at-rest|lifetime|refusal)\.e2e\.ts$/;

function listAt(record: JsonRecord, name: string): JsonRecord[] {
  const list = record[name];
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function script(name: string, ...args: readonly string[]): Counts {
  const file = join(ROOT, 'scripts', 'run.mjs');
  const { status } = spawnSync(process.execPath, [file, name, ...args], {
    stdio: 'inherit',
    cwd: ROOT,
  });
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

const RULES = 'vitest.rules.config.ts';
const E2E = 'vitest.e2e.config.ts';

const TYPES = [
  ['typescript', '--noEmit'],
  ['typescript', '--noEmit', '-p', 'tsconfig.pure.json'],
] as const;
const LINT = [
  ['eslint', '.'],
  ['prettier', '--check', '--log-level', 'warn', '.'],
] as const;

const rulesOfSource = (): Promise<Counts> => vitest(RULES, '--exclude', 'test/rules/built/**');

async function together(...running: readonly Promise<Counts>[]): Promise<Counts> {
  const ends = await Promise.all(running);
  const sum = (of: keyof Counts): number => ends.reduce((all, end) => all + end[of], 0);
  return { passed: sum('passed'), failed: sum('failed') };
}

const PARTS: readonly Part[] = [
  { name: 'types', title: 'Types', run: () => commands(...TYPES), isAlone: true },
  { name: 'lint', title: 'Lint and format', run: () => commands(...LINT), isAlone: true },
  { name: 'rules', title: 'Rules of the source', run: rulesOfSource, isAlone: true },
  {
    name: 'read',
    title: 'Types, lint, rules',
    // The linter takes one core for most of its time, so what reads the source too goes beside it.
    run: () => together(commands(...LINT, ...TYPES), rulesOfSource()),
  },
  { name: 'unit', title: 'Unit tests, random order', run: () => vitest('vitest.config.ts') },
  { name: 'build', title: 'Builds', run: async () => script('build') },
  { name: 'built', title: 'Rules of the builds', run: () => vitest(RULES, 'test/rules/built') },
  { name: 'browsers', title: 'End to end, both browsers', run: () => vitest(E2E) },
];

/** Words of the npm scripts that stand for several parts. */
const GROUPS: Record<string, readonly string[]> = {
  rules: ['rules', 'build', 'built'],
  e2e: ['build', 'browsers'],
};

function chosenParts(words: readonly string[]): readonly Part[] {
  if (words.length === 0) return PARTS.filter(({ isAlone }) => isAlone !== true);
  const names = words.flatMap((word) => GROUPS[word] ?? [word]);
  const unknown = names.find((name) => !PARTS.some((part) => part.name === name));
  if (unknown !== undefined) throw new Error(`no part of the tests is called ${unknown}`);
  return PARTS.filter((part) => names.includes(part.name));
}

async function main(): Promise<void> {
  const parts = chosenParts(process.argv.slice(2));
  const lines: string[] = [];
  const sum: Counts = { passed: 0, failed: 0 };
  for (const part of parts) {
    console.log(`\n=== ${part.title} ===`);
    const startedAt = performance.now();
    const { passed, failed } = await part.run();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    sum.passed += passed;
    sum.failed += failed;
    lines.push(`${part.title.padEnd(26)} ${passed} passed, ${failed} failed (${seconds} s)`);
    if (failed > 0) break;
  }
  const left = parts.slice(lines.length).map((part) => `${part.title.padEnd(26)} not run`);
  console.log(`\n=== Summary ===\n${[...lines, ...left].join('\n')}`);
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  if (sum.failed > 0) process.exitCode = 1;
}

try {
  await main();
} finally {
  rmSync(reports, { recursive: true, force: true });
}
