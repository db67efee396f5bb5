/**
 * The programs of the stack as operators run them: each part one plain JavaScript file without dependencies, started by
 * Node alone. Nothing is translated while it serves: the translation that a development start does costs a third of a
 * relay's time. What is measured and what is killed in tests is built here as well.
 */
import { join } from 'node:path';
import { build } from 'esbuild';
import { measurementHex, measureSources } from '../stack/enclave/measurement.ts';
import { ROOT } from './run-program.ts';

export const PROGRAMS = ['relay', 'gateway', 'ledger', 'witness', 'issuer', 'spent'] as const;

/**
 * The file of a program, for every Node that package.json takes. It carries what software evidence says of the sources
 * that it was built from: without them beside it, it cannot measure them any more.
 */
export async function bundle(entry: string, outfile: string): Promise<void> {
  const measurement = measurementHex(await measureSources());
  await build({
    entryPoints: [entry],
    outfile,
    define: { SOTTO_BUILT_FROM: JSON.stringify(measurement) },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
}

export async function buildProgram(part: string, folder: string): Promise<string> {
  const outfile = join(folder, `${part}.mjs`);
  await bundle(join(ROOT, 'stack', part, 'main.ts'), outfile);
  return outfile;
}
