/**
 * `node --import tsx stack/deploy/nitro/measure.ts IMAGE.eif [PUBLISHED.json]`
 * Prints an image's measurements as JSON, in the form that a release publishes; with a published file, compares and
 * ends with 1 when they differ. With `--build OUT.eif KERNEL CMDLINE_FILE INIT_RAMDISK FOLDER` it first puts the image
 * together, FOLDER becoming the second ramdisk.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { isRecord } from '../../../scripts/json.ts';
import { printError, printLine } from '../../log.ts';
import { buildEif } from './build-eif.ts';
import { cpioOf } from './cpio.ts';
import { measureEif } from './eif.ts';

async function build(args: readonly string[]): Promise<string> {
  const [out, kernel, cmdline, init, folder, ...more] = args;
  if (folder === undefined || out === undefined || more.length > 0) throw new RangeError('usage');
  const [kernelBytes, cmdlineText, initBytes] = await Promise.all([
    readFile(kernel ?? ''),
    readFile(cmdline ?? '', 'utf8'),
    readFile(init ?? ''),
  ]);
  // Level and header of gzip are fixed, and its time is zero: the same folder gives the same bytes.
  const ours = gzipSync(await cpioOf(folder), { level: 9 });
  const parts = { kernel: kernelBytes, cmdline: cmdlineText.trim(), ramdisks: [initBytes, ours] };
  await writeFile(out, buildEif(parts));
  return out;
}

async function main(args: readonly string[]): Promise<number> {
  const isBuild = args[0] === '--build';
  const path = isBuild ? await build(args.slice(1)) : args[0];
  if (path === undefined) throw new RangeError('usage: measure.ts IMAGE.eif [PUBLISHED.json]');
  const measured = measureEif(await readFile(path));
  printLine(JSON.stringify(measured, undefined, 2));
  const published = isBuild ? undefined : args[1];
  if (published === undefined) return 0;
  const wanted: unknown = JSON.parse(await readFile(published, 'utf8'));
  if (!isRecord(wanted)) throw new RangeError(`${published} is no JSON object`);
  const differing = Object.entries(measured).filter(([name, value]) => wanted[name] !== value);
  for (const [name] of differing) printError(`${name} differs from ${published}`);
  return differing.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
