import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { CASES, IN_BROWSER, MORE_CASES } from '../faults/required.ts';
import { FAULTS, page } from '../faults/table.ts';
import { ROOT } from './source.ts';

function textOf(file: string): string {
  const path = join(ROOT, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

describe('the table of faults', () => {
  it.each([...IN_BROWSER, ...CASES, ...MORE_CASES])('has a row for: %s', (required) => {
    expect(FAULTS.filter(({ of }) => of.includes(required))).not.toEqual([]);
  });

  it('has a real browser for each of them', () => {
    const own = [...IN_BROWSER, ...CASES, ...MORE_CASES].filter(
      (required) =>
        // A gateway cannot be replayed to by a browser: its relay does that.
        required !== 'gateway replaying' &&
        !FAULTS.some(({ of, test }) => of.includes(required) && test[0].startsWith('test/e2e/')),
    );
    expect(own).toEqual([]);
  });

  it('names no case that nobody asked for', () => {
    const known = new Set([...IN_BROWSER, ...CASES, ...MORE_CASES]);
    expect(FAULTS.flatMap(({ of }) => of).filter((one) => !known.has(one))).toEqual([]);
  });

  it('names tests that are there', () => {
    const missing = FAULTS.filter(({ test: [file, words] }) => !textOf(file).includes(words));
    expect(missing.map(({ fault, test }) => [fault, ...test])).toEqual([]);
  });

  it('is the one that FAULTS.md shows', async () => {
    const options = { parser: 'markdown', printWidth: 120 };
    expect(await format(textOf('FAULTS.md'), options)).toBe(await format(page(), options));
  });
});
