import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findAll, KINDS, type Finding } from '../../lib/redaction/index.ts';

/** What the finders were written against, and what they were first tried on when they were done. */
const FOLDERS = ['corpus', 'held-out'] as const;
const here = dirname(fileURLToPath(import.meta.url));
const MARK = /\{\{(\w+)\|([^}]*(?:\}(?!\})[^}]*)*)\}\}/g;
const EDGE = 4;

interface Measured {
  right: number;
  found: number;
  wanted: number;
  wrong: string[];
  missed: string[];
}

/** The text without its marks, and where they were. */
function read(marked: string): { text: string; wanted: Finding[] } {
  const wanted: Finding[] = [];
  let text = '';
  let at = 0;
  for (const match of marked.matchAll(MARK)) {
    const kind = KINDS.find((one) => one === match[1]);
    if (kind === undefined) throw new Error(`corpus: kind ${match[1] ?? ''}`);
    text += marked.slice(at, match.index);
    wanted.push({ kind, start: text.length, end: text.length + (match[2]?.length ?? 0) });
    text += match[2] ?? '';
    at = match.index + match[0].length;
  }
  return { text: text + marked.slice(at), wanted };
}

function fits(found: Finding, wanted: Finding): boolean {
  const apart = Math.abs(found.start - wanted.start) + Math.abs(found.end - wanted.end);
  return found.kind === wanted.kind && apart <= EDGE;
}

function measure(file: string): Measured {
  const name = file.slice(here.length + 1);
  const { text, wanted } = read(readFileSync(file, 'utf8'));
  const found = findAll(text, { kinds: KINDS, words: [] });
  const show = ({ kind, start, end }: Finding) => `${name} ${kind}: ${text.slice(start, end)}`;
  const wrong = found.filter((one) => !wanted.some((other) => fits(one, other)));
  const missed = wanted.filter((one) => !found.some((other) => fits(other, one)));
  return {
    right: found.length - wrong.length,
    found: found.length,
    wanted: wanted.length,
    wrong: wrong.map(show),
    missed: missed.map(show),
  };
}

function filesOf(folder: string): string[] {
  const names = readdirSync(join(here, folder)).filter((name) => name.endsWith('.txt'));
  return names.map((name) => join(here, folder, name));
}

describe.each(FOLDERS)('redaction on the texts of %s', (folder) => {
  const each = filesOf(folder).map(measure);
  const sum = (part: (one: Measured) => number): number =>
    each.reduce((total, one) => total + part(one), 0);

  it('has texts worth the name', () => {
    expect(each.length).toBeGreaterThanOrEqual(10);
    expect(sum(({ wanted }) => wanted)).toBeGreaterThanOrEqual(120);
  });

  it('hides nothing but what is to be hidden: precision at least 0.98', () => {
    const precision = sum(({ right }) => right) / sum(({ found }) => found);
    expect({
      wrong: each.flatMap(({ wrong }) => wrong),
      isEnough: precision >= 0.98,
    }).toMatchObject({ isEnough: true });
  });

  it('hides what is to be hidden: recall at least 0.95', () => {
    const recall = 1 - sum(({ missed }) => missed.length) / sum(({ wanted }) => wanted);
    expect({
      missed: each.flatMap(({ missed }) => missed),
      isEnough: recall >= 0.95,
    }).toMatchObject({ isEnough: true });
  });
});
