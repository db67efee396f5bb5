/**
 * What a built extension costs to load, compressed: the worker, the popup with all it pulls in, and
 * the script that reads a selection in the page. Counts code and styles; icons are not loaded by code.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface Size {
  part: 'worker' | 'popup' | 'page script';
  bytes: number;
  budget: number;
}

const IMPORTS = /(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+|\/[^"']+)["']/g;
const LINKS = /(?:src|href)=["'](\/[^"']+\.(?:js|css))["']/g;

function gzipBytes(file: string): number {
  return gzipSync(readFileSync(file), { level: 9 }).length;
}

/** The file and everything reachable from it, late imports included. */
function reachable(folder: string, file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || !existsSync(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, target = ''] of text.matchAll(file.endsWith('.html') ? LINKS : IMPORTS)) {
    const next = target.startsWith('/') ? join(folder, target) : join(file, '..', target);
    reachable(folder, next, seen);
  }
  return seen;
}

function total(folder: string, entry: string): number {
  const files = reachable(folder, join(folder, entry));
  if (files.size === 0) throw new Error(`${entry} is missing in ${folder}`);
  return [...files].reduce((sum, file) => sum + gzipBytes(file), 0);
}

export function gzipSizesOf(folder: string): Size[] {
  return [
    { part: 'worker', bytes: total(folder, 'background.js'), budget: 60_000 },
    { part: 'popup', bytes: total(folder, 'popup.html'), budget: 60_000 },
    { part: 'page script', bytes: total(folder, 'read-selection.js'), budget: 5_000 },
  ];
}
