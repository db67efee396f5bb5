import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { DOORS, LAYERS, PURE, SIDE_DOORS } from './layers.ts';
import {
  importsOf,
  layerOf,
  nodesOf,
  packageOf,
  parseSource,
  sourcesIn,
  type Import,
  type Source,
} from './source.ts';

const product = sourcesIn('lib', 'components', 'entrypoints');

function matches(name: string, patterns: readonly string[] = []): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('/*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );
}

/** Why this import is not allowed; undefined when it is. */
function forbidden(path: string, { specifier, target, isTypeOnly }: Import): string | undefined {
  const layer = layerOf(path);
  const rules = LAYERS[layer];
  if (rules === undefined) return `${layer} has no row in test/rules/layers.ts`;
  if (target === undefined) {
    return matches(packageOf(specifier), rules.packages)
      ? undefined
      : `${layer} may not use ${specifier}`;
  }
  const other = layerOf(target);
  if (other === layer) return undefined;
  if (other === 'public' && layer === 'entrypoints') return undefined;
  const isDoor = target === `${other}/index.ts` || SIDE_DOORS.includes(target);
  if (other.startsWith('lib/') && !isDoor) {
    return `${other} is entered by its index.ts only, not by ${target}`;
  }
  if (matches(other, rules.imports) || (isTypeOnly && matches(other, rules.types)))
    return undefined;
  return `${layer} may not import ${isTypeOnly ? 'types of ' : ''}${other}`;
}

function wrongImports(source: Source): string[] {
  return importsOf(source).flatMap((found) => {
    const why = forbidden(source.path, found);
    return why === undefined ? [] : [`${source.path}: ${why}`];
  });
}

/** True for a name that stands for the thing itself: not `x.fetch`, not a key, not a type, not a parameter. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) {
    const isGlobal = ts.isIdentifier(parent.expression) && parent.expression.text === 'globalThis';
    return parent.expression === node || isGlobal;
  }
  const isName =
    'name' in parent && parent.name === node && !ts.isShorthandPropertyAssignment(parent);
  return (
    !isName && !ts.isTypeQueryNode(parent) && !ts.isTypeReferenceNode(parent) && !isBound(node)
  );
}

function namesIn(binding: ts.BindingName): string[] {
  return [...nodesOf(binding)].filter(ts.isIdentifier).map(({ text }) => text);
}

/** Names that a function gives a meaning of its own, as parameters or variables. */
function ownNames(scope: ts.SignatureDeclaration): string[] {
  const variables = [...nodesOf(scope)].filter(ts.isVariableDeclaration);
  return [...scope.parameters, ...variables].flatMap(({ name }) => namesIn(name));
}

/** True when the name is what was handed in, not the world's. */
function isBound(node: ts.Identifier): boolean {
  for (let scope: ts.Node = node.parent; !ts.isSourceFile(scope); scope = scope.parent) {
    if (ts.isFunctionLike(scope) && ownNames(scope).includes(node.text)) return true;
  }
  return false;
}

/** `{ fetch: (url, init) => fetch(url, init) }` in an entrypoint is the real thing being handed in. */
function isHandedIn(node: ts.Identifier, layer: string): boolean {
  if (layer !== 'entrypoints') return false;
  for (let outer: ts.Node = node.parent; !ts.isSourceFile(outer); outer = outer.parent) {
    if (ts.isPropertyAssignment(outer) && outer.name.getText() === node.text) return true;
  }
  return false;
}

function wrongUses(source: Source): string[] {
  const layer = layerOf(source.path);
  return [...nodesOf(source.tree)].flatMap((node) => {
    if (!ts.isIdentifier(node) || !Object.hasOwn(DOORS, node.text) || !isUse(node)) return [];
    const door = DOORS[node.text];
    if (isHandedIn(node, layer)) return [];
    return door === layer ? [] : [`${source.path}: ${node.text} is for ${String(door)} only`];
  });
}

const CLOCK_AND_CHANCE =
  /^(?:Date\.now|Math\.random|performance\.now|(?:globalThis\.)?crypto\.(?:getRandomValues|randomUUID))$/;

function impurities({ path, tree }: Source): string[] {
  return [...nodesOf(tree)].flatMap((node) => {
    const isClock =
      (ts.isNewExpression(node) && node.getText() === 'new Date()') ||
      (ts.isPropertyAccessExpression(node) && CLOCK_AND_CHANCE.test(node.getText()));
    return isClock ? [`${path}: ${node.getText()}`] : [];
  });
}

/** What an index file does besides handing on names. */
function indexFaults({ path, tree }: Source): string[] {
  return tree.statements.flatMap((statement) => {
    const isNamed = ts.isExportDeclaration(statement) && statement.exportClause !== undefined;
    return isNamed || ts.isImportDeclaration(statement)
      ? []
      : [`${path}: ${statement.getText().slice(0, 60)}`];
  });
}

describe('layers', () => {
  it('import only what their row allows, through index.ts', () => {
    expect(product.flatMap(wrongImports)).toEqual([]);
  });

  it('touch the world only through its one door', () => {
    expect(product.flatMap(wrongUses)).toEqual([]);
  });

  it('get time and chance handed in where they are pure', () => {
    const pure = product.filter(({ path }) => PURE.includes(layerOf(path)));
    expect(pure.length).toBeGreaterThan(0);
    expect(pure.flatMap(impurities)).toEqual([]);
  });

  it('each have an index.ts that only hands on names', () => {
    const folders = [...new Set(product.map(({ path }) => layerOf(path)))].filter((folder) =>
      folder.startsWith('lib/'),
    );
    const indexes = product.filter(({ path }) => /^lib\/[^/]+\/index\.ts$/.test(path));
    expect(indexes.map(({ path }) => layerOf(path)).sort()).toEqual(folders.sort());
    expect(indexes.flatMap(indexFaults)).toEqual([]);
  });

  it('keep to the table of rows: no row without a folder', () => {
    const folders = new Set(product.map(({ path }) => layerOf(path)));
    expect(Object.keys(LAYERS).filter((row) => !folders.has(row))).toEqual([]);
  });
});

describe('the rules themselves', () => {
  it('see a forbidden import, a deep one, and one of an unknown folder', () => {
    const faults = (path: string, text: string): number =>
      wrongImports(parseSource(path, text)).length;
    expect(faults('lib/ohttp/x.ts', "import { a } from '../relay/index.ts';")).toBe(1);
    expect(faults('lib/relay/x.ts', "import { a } from '../bytes/bytes.ts';")).toBe(1);
    expect(faults('lib/new/x.ts', "import { a } from '../bytes/index.ts';")).toBe(1);
    expect(faults('lib/bytes/x.ts', "import fs from 'node:fs';")).toBe(1);
    expect(faults('lib/relay/x.ts', "const a = await import('../proofs/index.ts');")).toBe(1);
    expect(faults('lib/messages/x.ts', "import { a } from '../ask/index.ts';")).toBe(1);
    expect(faults('lib/messages/x.ts', "import type { a } from '../ask/index.ts';")).toBe(0);
  });

  it('see a use of the world, and leave handed-in things alone', () => {
    const uses = (text: string): number => wrongUses(parseSource('lib/ask/x.ts', text)).length;
    expect(uses("await fetch('x');")).toBe(1);
    expect(uses("globalThis.fetch('x');")).toBe(1);
    expect(uses('chrome.storage.local.get();')).toBe(1);
    expect(uses('const send = { fetch };')).toBe(1);
    expect(uses("const f = (fetch: typeof globalThis.fetch) => fetch('x');")).toBe(0);
    expect(uses('const f = (fetch: () => void) => fetch();')).toBe(0);
    expect(uses('function f() { const { fetch } = edges; return { fetch }; }')).toBe(0);
    expect(uses('function f() { const g = fetch; return g; }')).toBe(1);
    expect(uses("world.fetch('x'); const a = { fetch: 1 };")).toBe(0);
    const wiring = (text: string): number =>
      wrongUses(parseSource('entrypoints/x.ts', text)).length;
    expect(wiring('start({ fetch: (url) => fetch(url) });')).toBe(0);
    expect(wiring("start({ now: () => fetch('x') });")).toBe(1);
  });
});
