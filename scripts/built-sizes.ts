/**
 * What a built extension costs to load, compressed: the worker, the popup with what it loads at once, all that it may
 * load later (import(), when a screen asks for it), and the script that reads a selection in the page. Counts code and
 * styles; icons are not loaded by code.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface Size {
  part:
    | 'worker'
    | 'worker, later: checks'
    | 'worker, later: hybrid'
    | 'worker, later: OpenGradient'
    | 'popup'
    | 'popup, later'
    | 'code colours'
    | 'formulas'
    | 'page script: selection'
    | 'page script: button'
    | 'page script: page'
    | 'page script: writing back';
  bytes: number;
  budget: number;
}

const IMPORTS = /(?:from|import)\s*["'](\.{1,2}\/[^"']+|\/[^"']+)["']/g;
const LATE_IMPORTS = /import\(\s*["'`](\.{1,2}\/[^"'`]+|\/[^"'`]+)["'`]\s*\)/g;
const LINKS = /(?:src|href)=["'](\/[^"']+\.(?:js|css))["']/g;

function gzipBytes(file: string): number {
  return gzipSync(readFileSync(file), { level: 9 }).length;
}

type When = 'at once' | 'ever';

/** The file and everything reachable from it. */
function reachable(
  folder: string,
  file: string,
  when: When,
  seen = new Set<string>(),
): Set<string> {
  if (seen.has(file) || !existsSync(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  const patterns = file.endsWith('.html')
    ? [LINKS]
    : [IMPORTS, ...(when === 'ever' ? [LATE_IMPORTS] : [])];
  for (const [, target = ''] of patterns.flatMap((pattern) => [...text.matchAll(pattern)])) {
    const next = target.startsWith('/') ? join(folder, target) : join(file, '..', target);
    reachable(folder, next, when, seen);
  }
  return seen;
}

function total(folder: string, entry: string, when: When): number {
  const files = reachable(folder, join(folder, entry), when);
  if (files.size === 0) throw new Error(`${entry} is missing in ${folder}`);
  return [...files].reduce((sum, file) => sum + gzipBytes(file), 0);
}

function lateChunk(folder: string, name: string): number {
  const chunks = readdirSync(join(folder, 'chunks')).filter((file) => file.startsWith(`${name}-`));
  if (chunks.length === 0) throw new Error(`${name} is missing in ${folder}`);
  return chunks.reduce((sum, file) => sum + gzipBytes(join(folder, 'chunks', file)), 0);
}

/** The files that a page loads before it can begin, itself included. */
export function filesAtOnce(folder: string, page: string): string[] {
  const files = reachable(folder, join(folder, page), 'at once');
  return [...files].map((file) => relative(folder, file));
}

/** The scripts of our pages that need a script which needs them: what stands in them would not all be there in time. */
export function filesInCircles(folder: string): string[] {
  const scripts = readdirSync(join(folder, 'chunks')).filter((name) => name.endsWith('.js'));
  return scripts.filter((name) => {
    const file = join(folder, 'chunks', name);
    const needed = [...reachable(folder, file, 'at once')].filter((other) => other !== file);
    return needed.some((other) => reachable(folder, other, 'at once').has(file));
  });
}

/** A script of the worker's that stands alone. */
function script(folder: string, name: string): number {
  return total(folder, `${name}.js`, 'ever');
}

export function gzipSizesOf(folder: string): Size[] {
  const popup = total(folder, 'popup.html', 'at once');
  // Each loaded only for an answer that holds such a thing.
  const colours = lateChunk(folder, 'code-colours');
  const formulas = lateChunk(folder, 'formula-nodes');
  const later = total(folder, 'popup.html', 'ever') - popup - colours - formulas;
  return [
    { part: 'worker', bytes: total(folder, 'background.js', 'ever'), budget: 60_000 },
    // Late parts of the worker, a script each (lib/late): nobody carries one who does not use it.
    { part: 'worker, later: checks', bytes: script(folder, 'late-checks'), budget: 18_000 },
    { part: 'worker, later: hybrid', bytes: script(folder, 'late-hybrid'), budget: 12_500 },
    {
      ...{ part: 'worker, later: OpenGradient', bytes: script(folder, 'late-opengradient') },
      budget: 14_000,
    },
    { part: 'popup', bytes: popup, budget: 60_000 },
    { part: 'popup, later', bytes: later, budget: 150_000 },
    { part: 'code colours', bytes: colours, budget: 40_000 },
    { part: 'formulas', bytes: formulas, budget: 75_000 },
    { part: 'page script: selection', bytes: script(folder, 'read-selection'), budget: 5_000 },
    { part: 'page script: page', bytes: script(folder, 'read-page'), budget: 5_000 },
    { part: 'page script: button', bytes: script(folder, 'selection-button'), budget: 5_000 },
    { part: 'page script: writing back', bytes: script(folder, 'write-field'), budget: 5_000 },
  ];
}
