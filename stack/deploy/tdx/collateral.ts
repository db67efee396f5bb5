/**
 * `node --import tsx stack/deploy/tdx/collateral.ts QUOTE OUT.json`
 * Fetches what Intel says of the platform that a quote came from, for the gateway's `tdx-collateral-file`. Run it by a
 * timer: Intel's word is good for about thirty days. The file is replaced whole or not at all.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { copyOf } from '../../../lib/bytes/index.ts';
import { printLine } from '../../log.ts';
import { collateralFor, type PcsAnswer } from './pcs.ts';

const TIMEOUT_MS = 30_000;
const MAX_BYTES = 262_144;

async function get(url: string): Promise<PcsAnswer> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { redirect: 'error', signal });
  if (response.status !== 200) throw new RangeError(`${url}: ${String(response.status)}`);
  const body = copyOf(new Uint8Array(await response.arrayBuffer()));
  if (body.length > MAX_BYTES) throw new RangeError(`${url}: ${String(body.length)} bytes`);
  return { header: (name) => response.headers.get(name), body };
}

const [quote, out, ...more] = process.argv.slice(2);
if (quote === undefined || out === undefined || more.length > 0) {
  throw new RangeError('usage: collateral.ts QUOTE OUT.json');
}
const text = await collateralFor(copyOf(await readFile(quote)), get);
await writeFile(`${out}.new`, text);
await rename(`${out}.new`, out);
printLine(`${out}: ${String(text.length)} bytes`);
