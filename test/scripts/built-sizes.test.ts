import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gzipSizesOf } from '../../scripts/built-sizes.ts';

let folder = '';

function put(file: string, text: string): number {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), text);
  return gzipSync(text, { level: 9 }).length;
}

/** Each a bundle of its own. */
const SCRIPTS = {
  'worker, later: checks': 'late-checks.js',
  'worker, later: hybrid': 'late-hybrid.js',
  'worker, later: OpenGradient': 'late-opengradient.js',
  'page script: selection': 'read-selection.js',
  'page script: page': 'read-page.js',
  'page script: button': 'selection-button.js',
  'page script: writing back': 'write-field.js',
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sotto-sizes-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the size of a build', () => {
  it('counts each part with everything that it loads, what comes late apart, and nothing twice', () => {
    const worker = put('background.js', 'work()');
    const scripts = Object.fromEntries(
      Object.entries(SCRIPTS).map(([part, file]) => [part, put(file, `run('${part}')`)]),
    );
    const popup =
      put('popup.html', '<script src="/chunks/popup.js"></script><link href="/assets/popup.css">') +
      put('chunks/popup.js', 'import{a}from"./shared.js";import(`./late.js`);') +
      put('chunks/shared.js', 'export const a=1') +
      put('assets/popup.css', 'p{margin:0}');
    const later = put(
      'chunks/late.js',
      'import"./shared.js";import("./later.js");import("./code-colours-a1.js");import("./formula-nodes-b2.js")',
    );
    const last = put('chunks/later.js', 'export const b=2');
    const colours = put('chunks/code-colours-a1.js', 'export const c=3');
    const formulas = put('chunks/formula-nodes-b2.js', 'export const d=4');
    put('chunks/other.js', 'unused');
    const bytes = Object.fromEntries(gzipSizesOf(folder).map((size) => [size.part, size.bytes]));
    expect(bytes).toEqual({
      ...{ worker, popup, 'popup, later': later + last, 'code colours': colours, formulas },
      ...scripts,
    });
  });

  it('refuses a build without one of its parts', () => {
    put('background.js', 'work()');
    expect(() => gzipSizesOf(folder)).toThrow(/popup\.html is missing/);
  });
});
