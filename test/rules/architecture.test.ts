import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { ARCHITECTURE_FILE, drawn, imports, reduced } from '../../scripts/architecture/map.ts';
import { ROOT } from './source.ts';

const text = readFileSync(join(ROOT, ARCHITECTURE_FILE), 'utf8');

describe('the architecture drawing', () => {
  it('is what the import lines say (npm run architecture draws it anew)', async () => {
    expect(await format(drawn(text), { parser: 'markdown', printWidth: 100 })).toBe(text);
  });

  it('knows the folders that the story names', () => {
    const folders = imports();
    for (const folder of ['entrypoints', 'lib/ask', 'lib/ohttp', 'stack']) {
      expect(folders.get(folder)?.size).toBeGreaterThan(0);
    }
  });
});

describe('leaving out what follows', () => {
  it('keeps an arrow that no other way stands for', () => {
    const graph = new Map([
      ['a', new Set(['b', 'c'])],
      ['b', new Set(['c'])],
      ['c', new Set<string>()],
    ]);
    expect(reduced(graph).get('a')).toEqual(new Set(['b']));
    expect(reduced(graph).get('b')).toEqual(new Set(['c']));
  });

  it('refuses to draw a circle', () => {
    const marks = '<!-- drawn by npm run architecture --><!-- end of the drawing -->';
    const circle = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['a'])],
    ]);
    expect(() => drawn(marks, circle)).toThrow('circle');
  });
});
