/**
 * `npm run -s conformance -- DIR`: runs a folder of test vectors, or every folder below DIR, and ends
 * with `N passed, N failed`. An entry that nothing here understands counts as failed, never left out.
 */
import { join, resolve } from 'node:path';
import { foldersOf } from './conformance/folders.ts';
import { countEntries, formatOf, type Format } from './conformance/index-file.ts';
import type { Outcome } from './conformance/outcome.ts';
import { isRecord } from './json.ts';
import { isFunction, loadModule } from './modules.ts';
import { ROOT } from './run-program.ts';

const SHOWN_FAILURES = 50;

function isOutcome(value: unknown): value is Outcome {
  return isRecord(value) && typeof value['id'] === 'string' && typeof value['ok'] === 'boolean';
}

/** `conformance/ohttp.ts` exports `runOhttp(dir)`. Loaded only when needed: each brings its own libraries. */
async function run(format: Format, dir: string): Promise<Outcome[]> {
  const loaded = await loadModule(join(ROOT, 'scripts', 'conformance', `${format}.ts`));
  const runner = loaded?.[`run${format.charAt(0).toUpperCase()}${format.slice(1)}`];
  if (!isFunction(runner)) throw new Error('no runner for this format');
  const outcomes: unknown = await runner(dir);
  if (!Array.isArray(outcomes) || !outcomes.every(isOutcome))
    throw new Error('not a list of outcomes');
  return outcomes;
}

function allFailed(count: number, id: string, why: string): Outcome[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${id}#${String(index)}`,
    ok: false,
    why,
  }));
}

async function runFolder(dir: string): Promise<readonly Outcome[]> {
  let format: Format | undefined;
  let expected = 1;
  try {
    format = formatOf(dir);
    expected = countEntries(dir);
    if (format === undefined) return allFailed(Math.max(expected, 1), dir, 'unknown format');
    const outcomes = await run(format, dir);
    const missing = allFailed(Math.max(0, expected - outcomes.length), dir, 'entry was not run');
    return [...outcomes, ...missing];
  } catch (error) {
    return allFailed(
      Math.max(expected, 1),
      dir,
      `the ${format ?? ''} run broke off: ${String(error)}`,
    );
  }
}

async function main(argument: string | undefined): Promise<boolean> {
  if (argument === undefined) throw new Error('which folder? npm run -s conformance -- DIR');
  const folders = foldersOf(resolve(argument));
  if (folders.length === 0) throw new Error(`no vectors in ${argument}`);
  const failures: Outcome[] = [];
  let passed = 0;
  for (const folder of folders) {
    for (const outcome of await runFolder(folder)) {
      if (outcome.ok) passed += 1;
      else failures.push(outcome);
    }
  }
  for (const { id, why } of failures.slice(0, SHOWN_FAILURES))
    console.log(`${id}: ${why ?? 'failed'}`);
  const more = failures.length - SHOWN_FAILURES;
  if (more > 0) console.log(`and ${String(more)} more`);
  console.log(`${String(passed)} passed, ${String(failures.length)} failed`);
  return failures.length === 0;
}

try {
  process.exitCode = (await main(process.argv[2])) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
