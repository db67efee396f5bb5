/**
 * Builds the ledger's activity page: `node scripts/run.mjs activity-page FOLDER`. One script without any remote code, a
 * style and an HTML template; the ledger is told of the folder by SOTTO_LEDGER_PAGE and fills the numbers in.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './run-program.ts';

const SOURCE = join(ROOT, 'stack', 'activity', 'page');
const ACTIVITY_PAGE = join(ROOT, '.output', 'activity-page');

export async function buildActivityPage(folder: string = ACTIVITY_PAGE): Promise<string> {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(SOURCE, 'page.ts')],
    outfile: join(folder, 'page.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome137', 'firefox142', 'safari18'],
    charset: 'ascii',
    legalComments: 'none',
  });
  for (const name of ['index.html', 'page.css']) {
    copyFileSync(join(SOURCE, name), join(folder, name));
  }
  return folder;
}

if (process.argv[1]?.endsWith('activity-page.ts') === true) {
  console.log(await buildActivityPage(process.argv[2]));
}
