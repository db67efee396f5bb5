import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { isRecord, readRecord, recordAt } from '../../scripts/json.ts';
import { billOfMaterials } from '../../scripts/package/bill.ts';
import { licenceText, shippedPackages } from '../../scripts/package/shipped.ts';
import { normalisedZip } from '../../scripts/package/zip.ts';
import { join } from 'node:path';
import { ROOT } from '../rules/source.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a zip', () => {
  const entries = [
    { path: 'b.txt', bytes: bytes('two') },
    { path: 'a/c.txt', bytes: bytes('one') },
  ];

  it('holds the files', () => {
    const files = unzipSync(normalisedZip(entries));
    const texts = Object.entries(files).map(([path, text]) => [path, Buffer.from(text).toString()]);
    expect(texts).toEqual([
      ['a/c.txt', 'one'],
      ['b.txt', 'two'],
    ]);
  });

  it('is the same bytes for another order and another zone', () => {
    const first = normalisedZip(entries);
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Asia/Tokyo';
    const second = normalisedZip([...entries].reverse());
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    expect(Buffer.from(second).equals(Buffer.from(first))).toBe(true);
  });

  it('is refused with one path twice', () => {
    expect(() => normalisedZip([...entries, { path: 'b.txt', bytes: bytes('x') }])).toThrow(
      'b.txt is there twice',
    );
  });
});

describe('what is shipped', () => {
  const packages = shippedPackages(ROOT);
  const names = packages.map(({ name }) => name);

  it('is every dependency and what those need, with its licence in words', () => {
    const wanted = Object.keys(recordAt(readRecord(join(ROOT, 'package.json')), 'dependencies'));
    expect(names).toEqual(expect.arrayContaining(wanted));
    expect(packages.filter(({ words }) => words.length < 100).map(({ name }) => name)).toEqual([]);
  });

  it('has only licences that go with ours', () => {
    const licences = new Set(packages.map(({ licence }) => licence));
    const kept = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'MPL-2.0'];
    expect([...licences].filter((licence) => !kept.includes(licence))).toEqual([]);
  });

  it('is named in one text', () => {
    const text = licenceText(packages, 'MIT License');
    for (const { name, version } of packages) expect(text).toContain(`${name} ${version} (`);
  });

  it('is the bill of materials', () => {
    const bill: unknown = JSON.parse(billOfMaterials(packages, '1.2.3'));
    const parts = isRecord(bill) && Array.isArray(bill['components']) ? bill['components'] : [];
    const told = parts.map((part: unknown) =>
      isRecord(part) ? [part['name'], part['version']] : [],
    );
    expect(told).toEqual(packages.map(({ name, version }) => [name, version]));
    expect(JSON.stringify(parts[0])).toMatch(/"alg":"SHA-512","content":"[0-9a-f]{128}"/);
  });

  it('names a package twice when two versions of it are inside', () => {
    const keys = packages.map(({ name, version }) => `${name}@${version}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(names.filter((name) => name === '@noble/curves').length).toBeGreaterThan(1);
  });
});
