import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foldersOf } from '../../scripts/conformance/folders.ts';
import { countEntries, formatOf, indexedFiles } from '../../scripts/conformance/index-file.ts';
import { runOhttp } from '../../scripts/conformance/ohttp.ts';

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

  it('counts what the files hold where it gives no counts, or where there is no index', () => {
    put('a b.json', { varints: [{}, {}], specs: ['RFC 9000'] });
    expect(formatOf(folder)).toBe('ohttp');
    expect(indexedFiles(folder)).toEqual([{ file: 'a b.json', counts: { varints: 2 } }]);
    put('index.json', { note: 'more', files: { 'a b.json': { meaning: 'integers' } } });
    expect(formatOf(folder)).toBe('ohttp');
    expect(countEntries(folder)).toBe(2);
  });

  it('may be an object around the one list of attestation entries', () => {
    put('index.json', { what: 'evidence', entries: [{ id: 'a', kind: 'x', expect: {} }] });
    expect(formatOf(folder)).toBe('attestation');
    expect(countEntries(folder)).toBe(1);
  });

  it('knows a figure about entries from a list that is missing', async () => {
    put('a.json', { truncated: ['40'] });
    put('index.json', {
      files: [{ file: 'a.json', counts: { truncated: 1, mayRefuse: 5, varints: 1 } }],
    });
    const outcomes = await runOhttp(folder);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false]);
  });
});

describe('the folders below a path', () => {
  const below = (...path: string[]): string => {
    const dir = join(folder, ...path);
    mkdirSync(dir, { recursive: true });
    return dir;
  };

  it('are found at any depth, whatever stands above them and however the path ends', () => {
    const deep = below('some set', 'of', 'notes');
    put('some set/of/notes/index.json', { files: [{ file: 'a.json', counts: { vkeys: 1 } }] });
    put('index.json', { folders: ['some set'] });
    below('roots');
    put('roots/fingerprints.json', [{ file: 'a.pem' }]);
    expect(foldersOf(folder)).toEqual([deep]);
    expect(foldersOf(`${folder}/`)).toEqual([deep]);
    expect(foldersOf(join(deep, 'index.json'))).toEqual([deep]);
  });

  it('include one whose index cannot be read, so that it fails', () => {
    const broken = below('broken');
    writeFileSync(join(broken, 'index.json'), '{');
    expect(foldersOf(folder)).toEqual([broken]);
  });

  it('are those with lists of a known format where there is no index at all', () => {
    const bare = below('bare');
    put('bare/a.json', { vkeysInvalid: [{ vkey: 'x' }] });
    expect(foldersOf(folder)).toEqual([bare]);
  });
});
