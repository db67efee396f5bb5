import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildDigest, encodeFileList, FILE_LIST, parseFileList } from '../../lib/build/index.ts';
import { utf8 } from '../../lib/bytes/index.ts';

function readerOf(files: Record<string, string>) {
  return (path: string) => {
    const text = files[path];
    return text === undefined
      ? Promise.reject(new Error(`no ${path}`))
      : Promise.resolve(utf8(text));
  };
}

const FILES = { 'background.js': 'one', '_locales/en/messages.json': '{}', 'a-b/c.css': '' };

function listed(files: Record<string, string>): Record<string, string> {
  return { ...files, [FILE_LIST]: encodeFileList(Object.keys(files)) };
}

describe('the digest of a build', () => {
  it('is what sha256sum says of the sorted files', async () => {
    const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
    const paths = Object.entries(FILES).sort(([a], [b]) => (a < b ? -1 : 1));
    const lines = paths.map(([path, text]) => `${sha(text)}  ${path}\n`).join('');
    expect(await buildDigest(readerOf(listed(FILES)))).toBe(sha(lines));
  });

  it('changes with a byte, a name, or a file more or less', async () => {
    const one = await buildDigest(readerOf(listed(FILES)));
    const others = [
      { ...FILES, 'background.js': 'One' },
      { 'Background.js': 'one', '_locales/en/messages.json': '{}', 'a-b/c.css': '' },
      { ...FILES, 'more.js': '' },
      { 'background.js': 'one' },
    ];
    for (const files of others) {
      expect(await buildDigest(readerOf(listed(files)))).not.toBe(one);
    }
  });

  it('is none where a listed file is missing', async () => {
    const files: Record<string, string> = { [FILE_LIST]: 'a.js\nb.js\n', 'a.js': '' };
    await expect(buildDigest(readerOf(files))).rejects.toThrow('no b.js');
  });
});

describe('the list of files', () => {
  it('is read as it is written', () => {
    const path = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,8}(\/[A-Za-z0-9_]{1,5})?$/);
    fc.assert(
      fc.property(fc.uniqueArray(path, { minLength: 1 }), (paths) => {
        expect(parseFileList(utf8(encodeFileList(paths)))).toEqual([...paths].sort());
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['no end of line', 'a.js'],
    ['another order', 'b.js\na.js\n'],
    ['a name twice', 'a.js\na.js\n'],
    ['a way out of the folder', '../a.js\n'],
    ['a way out further in', 'a/../../b.js\n'],
    ['another place', 'https://a.example/b.js\n'],
    ['an absolute path', '/a.js\n'],
    ['lines ended as on Windows', 'a.js\r\n'],
    ['an empty line', 'a.js\n\n'],
  ])('with %s is refused', (_name, text) => {
    expect(() => parseFileList(utf8(text))).toThrow('build-list-invalid');
  });

  it('with broken UTF-8 is refused', () => {
    expect(() => parseFileList(new Uint8Array([0xff, 0x0a]))).toThrow('build-list-invalid');
  });
});
