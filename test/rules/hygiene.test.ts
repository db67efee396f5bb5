import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { filesIn, nodesOf, parseSource, ROOT, sourcesIn, type Source } from './source.ts';

const FOLDERS = [
  'lib',
  'components',
  'entrypoints',
  'stack',
  'scripts',
  'bench',
  'test',
  '.ci',
  'public',
];
const ROOT_FILES = [
  'package.json',
  'package-lock.json',
  'README.md',
  'wxt.config.ts',
  'eslint.config.js',
];
const BINARY = /\.(?:png|ico|woff2?|der|cose|bin)$/;

function texts(): { path: string; text: string }[] {
  return [...filesIn(...FOLDERS), ...ROOT_FILES]
    .filter((path) => !BINARY.test(path))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

/** Put together here, so that this file does not hold what it looks for. */
const MACHINE_PATHS = new RegExp(`(?:^|["'\`\\s(=])/(?:${['work', 'root', 'Users'].join('|')})/`);
const REGISTRY = new RegExp(['registry', 'npmjs'].join('\\.'));

const SKIPPING =
  /^(?:(?:it|test|describe|suite)\.(?:skip|only|todo|fails|skipIf|runIf)|xit|xdescribe|fit)$/;

function skippedTests({ path, tree }: Source): string[] {
  return [...nodesOf(tree)].flatMap((node) => {
    const isName = ts.isPropertyAccessExpression(node) || ts.isIdentifier(node);
    return isName && SKIPPING.test(node.getText()) ? [`${path}: ${node.getText()}`] : [];
  });
}

const TEST_CALL = /^(?:it|test)$|^(?:it|test)\.each\s*\(/;

/** A test that expects nothing cannot fail. */
function emptyTests({ path, tree }: Source): string[] {
  return [...nodesOf(tree)].flatMap((node) => {
    if (!ts.isCallExpression(node) || !TEST_CALL.test(node.expression.getText())) return [];
    const body = node.arguments[1]?.getText() ?? '';
    const name = node.arguments[0]?.getText() ?? '';
    return /expect|assert|check|prove|refus/i.test(body) ? [] : [`${path}: ${name}`];
  });
}

const RAW_MARKUP =
  /^(?:innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write)$/;

function rawMarkup({ path, tree }: Source): string[] {
  return [...nodesOf(tree)].flatMap((node) =>
    ts.isIdentifier(node) && RAW_MARKUP.test(node.text) ? [`${path}: ${node.text}`] : [],
  );
}

describe('the repository', () => {
  it('names no path of one machine and no package registry', () => {
    const found = texts().filter(({ text }) => MACHINE_PATHS.test(text) || REGISTRY.test(text));
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  it('has a header that says what the file is for in each file of the product', () => {
    const sources = sourcesIn('lib', 'components', 'entrypoints', 'stack', 'scripts');
    const bare = sources.filter(
      ({ path, text }) => !/index\.ts$/.test(path) && !/^(?:#!.*\n)?(?:\/\*\*|\/\/)/.test(text),
    );
    expect(bare.map(({ path }) => path)).toEqual([]);
  });

  it('puts no text into a page as markup', () => {
    expect(sourcesIn('lib', 'components', 'entrypoints').flatMap(rawMarkup)).toEqual([]);
  });
});

describe('tests', () => {
  const tests = sourcesIn('test').filter(({ path }) => /\.(?:test|e2e)\.tsx?$/.test(path));

  it('are all run, and none alone', () => {
    expect(tests.flatMap(skippedTests)).toEqual([]);
  });

  it('can all fail', () => {
    expect(tests.flatMap(emptyTests)).toEqual([]);
  });

  it('are watched by rules that see a skipped and an empty one', () => {
    const source = parseSource(
      'x.test.ts',
      "it.skip('a', () => { expect(1); });\nit('b', () => {});",
    );
    expect(skippedTests(source)).toHaveLength(1);
    expect(emptyTests(source)).toHaveLength(1);
  });
});
