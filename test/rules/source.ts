/**
 * The repository's source as the rules see it: files by folder, and what each imports and names.
 * Read with the compiler's own parser, so that comments and strings are not taken for code.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

const CODE_FOLDERS = ['lib', 'components', 'entrypoints', 'stack', 'scripts', 'bench', 'test'];
const CODE = /\.(?:ts|tsx|mjs)$/;

export interface Import {
  /** As written. */
  specifier: string;
  /** Relative to the repository, for imports of our own files. */
  target: string | undefined;
  isTypeOnly: boolean;
}

export interface Source {
  path: string;
  text: string;
  tree: ts.SourceFile;
}

function walk(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : walk(path);
    return [path];
  });
}

/** Every file below the folders, relative to the repository, with forward slashes. */
export function filesIn(...folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) => walk(join(ROOT, folder)))
    .map((path) => relative(ROOT, path).replaceAll('\\', '/'))
    .sort();
}

function kindOf(path: string): ts.ScriptKind {
  if (path.endsWith('.tsx')) return ts.ScriptKind.TSX;
  return path.endsWith('.mjs') ? ts.ScriptKind.JS : ts.ScriptKind.TS;
}

export function parseSource(path: string, text: string): Source {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, kindOf(path));
  return { path, text, tree };
}

export function sourcesIn(...folders: readonly string[]): Source[] {
  return filesIn(...(folders.length === 0 ? CODE_FOLDERS : folders))
    .filter((path) => CODE.test(path))
    .map((path) => parseSource(path, readFileSync(join(ROOT, path), 'utf8')));
}

/** Every node of a file, parents before children. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* nodesOf(child);
}

function isTypeOnlyClause(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) {
    if (node.isTypeOnly) return true;
    const clause = node.exportClause;
    return (
      clause !== undefined &&
      ts.isNamedExports(clause) &&
      clause.elements.every((element) => element.isTypeOnly)
    );
  }
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const bindings = clause.namedBindings;
  if (clause.name !== undefined || bindings === undefined || !ts.isNamedImports(bindings))
    return false;
  return bindings.elements.every((element) => element.isTypeOnly);
}

function specifierOf(node: ts.Node): { text: string; isTypeOnly: boolean } | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    const specifier = node.moduleSpecifier;
    if (specifier === undefined || !ts.isStringLiteral(specifier)) return undefined;
    return { text: specifier.text, isTypeOnly: isTypeOnlyClause(node) };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    const { literal } = node.argument;
    return ts.isStringLiteral(literal) ? { text: literal.text, isTypeOnly: true } : undefined;
  }
  if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword)
    return undefined;
  const [argument] = node.arguments;
  if (argument === undefined || !ts.isStringLiteralLike(argument)) return undefined;
  return { text: argument.text, isTypeOnly: false };
}

export function importsOf({ path, tree }: Source): Import[] {
  return [...nodesOf(tree)].flatMap((node) => {
    const found = specifierOf(node);
    if (found === undefined) return [];
    const target = resolved(path, found.text);
    return [{ specifier: found.text, target, isTypeOnly: found.isTypeOnly }];
  });
}

/** The file of ours that an import means, relative to the repository. */
export function resolved(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return relative(ROOT, resolve(ROOT, dirname(path), specifier)).replaceAll('\\', '/');
}

/** `lib/ohttp/seal.ts` is in `lib/ohttp`; outside lib the first folder counts. */
export function layerOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'lib' ? `lib/${second}` : first;
}

/** `@noble/hashes/sha2.js` comes from `@noble/hashes`. */
export function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}
