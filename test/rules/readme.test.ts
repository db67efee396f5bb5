import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRecord, recordAt } from '../../scripts/json.ts';
import { ROOT } from './source.ts';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The text below a heading, up to the next one of its rank or higher. */
function section(title: string): string {
  const start = new RegExp(`^(#+) ${title}\\s*$`, 'm').exec(readme);
  if (start === null) throw new Error(`README.md has no heading "${title}"`);
  const rest = readme.slice(start.index + start[0].length);
  const end = new RegExp(`^#{1,${String(start[1]?.length ?? 1)}} `, 'm').exec(rest);
  return end === null ? rest : rest.slice(0, end.index);
}

/** The cells of each table row below the ruled line. */
function rows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s:|-]+\|$/.test(line))
    .slice(1)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

function quoted(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
}

const isFolder = (name: string): boolean =>
  !name.startsWith('.') && !/^(?:node_modules|coverage|screenshots)$/.test(name);

function foldersOf(path: string): string[] {
  return readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && isFolder(entry.name))
    .map((entry) => (path === '' ? entry.name : `${path}/${entry.name}`));
}

describe('the README', () => {
  const places = rows(section('Where things live')).flatMap(([first]) => quoted(first));

  it('names only places that exist', () => {
    expect(places.length).toBeGreaterThan(5);
    expect(places.filter((place) => !existsSync(join(ROOT, place)))).toEqual([]);
  });

  it('names every folder of the top and of lib', () => {
    const named = new Set(places.map((place) => place.replace(/\/$/, '')));
    const folders = [...foldersOf(''), ...foldersOf('lib')];
    const isNamed = (folder: string): boolean =>
      named.has(folder) || [...named].some((place) => place.startsWith(`${folder}/`));
    expect(folders.filter((folder) => !isNamed(folder))).toEqual([]);
  });

  it('lists exactly the packages that the product is made of, with their versions', () => {
    const listed = rows(section('Dependencies')).map(([name, version]) => [
      quoted(name)[0],
      version,
    ]);
    const wanted = Object.entries(recordAt(readRecord(join(ROOT, 'package.json')), 'dependencies'));
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(wanted));
  });

  it('names only npm commands that there are', () => {
    const commands = recordAt(readRecord(join(ROOT, 'package.json')), 'scripts');
    const named = [...readme.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in commands))).toEqual([]);
  });

  it('tells the same floors as the manifest', () => {
    expect(readme).toMatch(/Chrome (?:≥ ?|>= ?)?137/);
    expect(readme).toMatch(/Firefox (?:≥ ?|>= ?)?142/);
  });

  it('links only to files that exist', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(
      ([, link = '']) => link,
    );
    expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
  });
});
