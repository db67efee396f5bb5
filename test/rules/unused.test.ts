/** Nothing dead: what a file gives to others is taken by one, and what a style sheet names is drawn. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { filesIn, nodesOf, parseSource, resolved, ROOT, sourcesIn, type Source } from './source.ts';

/** Found by their file's name at run time: parts of the bench and of the fuzzer. */
const BY_NAME = ['rows', 'targets'];
/** Every error of ours stays part of the public face of its folder. */
const ERROR = /Error$/;

/** `path#name` of every function, constant and class that a file exports or passes on. */
function given({ path, tree }: Source): string[] {
  return tree.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause;
      if (statement.isTypeOnly || clause === undefined || !ts.isNamedExports(clause)) return [];
      const values = clause.elements.filter(
        ({ isTypeOnly, name }) => !isTypeOnly && name.text !== 'default',
      );
      return values.map(({ name }) => `${path}#${name.text}`);
    }
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) return [];
    return declared(statement).map((name) => `${path}#${name}`);
  });
}

function declared(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : [],
    );
  const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

/** `path#name` of all that a file takes from others; `path#*` where it takes a file as a whole. */
function taken({ path, tree }: Source): string[] {
  return [...nodesOf(tree)].flatMap((node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      const from = node.moduleSpecifier && specified(path, node.moduleSpecifier);
      if (from === undefined) return [];
      const names = ts.isImportDeclaration(node)
        ? node.importClause?.namedBindings
        : node.exportClause;
      if (names === undefined || !('elements' in names)) return [`${from}#*`];
      return names.elements.map(
        ({ name, propertyName }) => `${from}#${(propertyName ?? name).text}`,
      );
    }
    const isLoading =
      ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
    const from = isLoading && node.arguments[0] && specified(path, node.arguments[0]);
    return from ? [`${from}#*`] : [];
  });
}

function specified(path: string, specifier: ts.Expression): string | undefined {
  return ts.isStringLiteralLike(specifier) ? resolved(path, specifier.text) : undefined;
}

function unused(sources: readonly Source[]): string[] {
  const names = new Set(sources.flatMap(taken));
  return sources.flatMap(given).filter((export_) => {
    const [path = '', name = ''] = export_.split('#');
    if (BY_NAME.includes(name) || ERROR.test(name)) return false;
    return !names.has(export_) && !names.has(`${path}#*`);
  });
}

/** Every word of the literal texts of the screens, and every beginning of a composed one. */
function wordsOfScreens(): { words: Set<string>; beginnings: string[] } {
  const words = new Set<string>();
  const beginnings: string[] = [];
  for (const { tree } of sourcesIn('components', 'entrypoints', 'lib', 'scripts')) {
    for (const node of nodesOf(tree)) {
      if (!ts.isStringLiteralLike(node) && !ts.isTemplateHead(node) && !isTemplateRest(node))
        continue;
      const found = node.text.split(/[^\w-]+/);
      for (const word of found) words.add(word);
      const last = found.at(-1) ?? '';
      if (!ts.isStringLiteralLike(node) && /\w-\w*$/.test(last)) beginnings.push(last);
    }
  }
  for (const path of filesIn('entrypoints').filter((path) => path.endsWith('.html'))) {
    for (const word of readFileSync(join(ROOT, path), 'utf8').split(/[^\w-]+/)) words.add(word);
  }
  return { words, beginnings };
}

function isTemplateRest(node: ts.Node): node is ts.TemplateMiddle | ts.TemplateTail {
  return ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
}

function classesOf(sheet: string): string[] {
  const text = readFileSync(join(ROOT, sheet), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  return [
    ...new Set([...text.matchAll(/\.([a-zA-Z][\w-]*)(?=[^{}]*\{)/g)].map(([, name = '']) => name)),
  ];
}

describe('what a file exports', () => {
  it('is used by another file', () => {
    expect(unused(sourcesIn())).toEqual([]);
  });

  it('is watched by a rule that sees what nobody takes, and what is only passed on', () => {
    const one = parseSource('lib/a/one.ts', 'export const a = 1;\nexport function b() {}');
    const face = parseSource('lib/a/index.ts', "export { a } from './one.ts';");
    expect(unused([one, face])).toEqual(['lib/a/one.ts#b', 'lib/a/index.ts#a']);
    const user = parseSource('lib/b/two.ts', "import { a } from '../a/index.ts';");
    expect(unused([one, face, user])).toEqual(['lib/a/one.ts#b']);
  });
});

describe('what a style sheet names', () => {
  it('is drawn by a screen', () => {
    const { words, beginnings } = wordsOfScreens();
    const sheets = filesIn('components', 'entrypoints', 'scripts').filter((path) =>
      path.endsWith('.css'),
    );
    const idle = sheets.flatMap((sheet) =>
      classesOf(sheet)
        .filter((name) => !words.has(name) && !beginnings.some((start) => name.startsWith(start)))
        .map((name) => `${sheet}: .${name}`),
    );
    expect(sheets.length).toBeGreaterThan(5);
    expect(idle).toEqual([]);
  });
});
