import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countEntries, formatOf } from '../../scripts/conformance/index-file.ts';

let folder = '';

function put(file: string, value: unknown): void {
  writeFileSync(join(folder, file), JSON.stringify(value));
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sotto-vectors-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the index of a folder of vectors', () => {
  it('tells the formats apart by the lists that it names', () => {
    const index = (...lists: string[]): void => {
      const counts = Object.fromEntries(lists.map((list) => [list, 1]));
      put('index.json', { files: [{ file: 'a.json', counts }] });
    };
    index('single', 'bhttp');
    expect(formatOf(folder)).toBe('ohttp');
    index('inclusion', 'consistency');
    expect(formatOf(folder)).toBe('tlog');
    index('canonicalJson');
    expect(formatOf(folder)).toBe('opengradient');
    index('issuance', 'token');
    expect(formatOf(folder)).toBe('privacypass');
    index('something else');
    expect(formatOf(folder)).toBeUndefined();
    put('index.json', [{ id: 'a', kind: 'aws-nitro' }]);
    expect(formatOf(folder)).toBe('attestation');
  });

  it('counts every entry, those of a missing file too, and leaves optional ones out', () => {
    put('a.json', { single: [{}, {}, { optional: true }], other: [{}] });
    put('index.json', {
      files: [
        { file: 'a.json', counts: { single: 3 } },
        { file: 'absent.json', counts: { single: 9 } },
      ],
    });
    expect(countEntries(folder)).toBe(11);
  });
});
