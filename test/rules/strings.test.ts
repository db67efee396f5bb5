import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { errorKey } from '../../lib/ask/index.ts';
import { isRecord, readRecord } from '../../scripts/json.ts';
import { importsOf, layerOf, nodesOf, ROOT, sourcesIn, type Source } from './source.ts';

const LOCALES = join(ROOT, 'public', '_locales');

/** `plural(strings, 'key', n)` looks up one of these forms of the key. */
const PLURAL = /_(?:zero|one|two|few|many|other)$/;

function keysOf(locale: string): string[] {
  return Object.keys(readRecord(join(LOCALES, locale, 'messages.json'))).sort();
}

const english = existsSync(join(LOCALES, 'en')) ? keysOf('en') : [];
const sources = sourcesIn('lib', 'components', 'entrypoints');

/** The manifest names its strings as `__MSG_key__`. */
const manifest = readFileSync(join(ROOT, 'wxt.config.ts'), 'utf8');

/** The literal first argument of `t(…)`, wherever `t` came from. */
function translated({ path, tree }: Source): { path: string; key: string }[] {
  return [...nodesOf(tree)].flatMap((node) => {
    if (!ts.isCallExpression(node) || !/(?:^|\.)(?:t|translate)$/.test(node.expression.getText()))
      return [];
    const [key] = node.arguments;
    return key !== undefined && ts.isStringLiteralLike(key) ? [{ path, key: key.text }] : [];
  });
}

/** Every literal text of the source, and every fixed beginning of a composed one. */
function literals(): { whole: Set<string>; beginnings: Set<string> } {
  const whole = new Set<string>();
  const beginnings = new Set<string>();
  for (const { tree } of sources) {
    for (const node of nodesOf(tree)) {
      if (ts.isStringLiteralLike(node)) whole.add(node.text);
      if (ts.isTemplateHead(node) && /_$/.test(node.text)) beginnings.add(node.text);
    }
  }
  return { whole, beginnings };
}

/** Folders whose errors can reach the screen: those that the ask stands on, by value or by type. */
function askedFolders(): Set<string> {
  const targets = sourcesIn('lib/ask').flatMap(importsOf);
  return new Set([
    'lib/ask',
    ...targets.flatMap(({ target }) => (target ? [layerOf(target)] : [])),
  ]);
}

function errorCodes(): string[] {
  const folders = askedFolders();
  return sourcesIn('lib')
    .filter(({ path }) => folders.has(layerOf(path)))
    .flatMap(({ tree }) =>
      [...nodesOf(tree)].flatMap((node) => {
        if (!ts.isTypeAliasDeclaration(node) || !node.name.text.endsWith('ErrorCode')) return [];
        return [...nodesOf(node.type)].filter(ts.isStringLiteral).map(({ text }) => text);
      }),
    );
}

describe('strings', () => {
  it('exist for every key that the code names', () => {
    const missing = sources
      .flatMap(translated)
      .filter(({ key }) => !key.startsWith('@@'))
      .filter(({ key }) => !english.includes(key) && !english.includes(`${key}_other`));
    expect(missing).toEqual([]);
  });

  it('are all used', () => {
    const { whole, beginnings } = literals();
    const unused = english.filter((key) => {
      const names = [key, key.replace(PLURAL, '')];
      if (names.some((name) => whole.has(name) || manifest.includes(`__MSG_${name}__`)))
        return false;
      return ![...beginnings].some((beginning) => key.startsWith(beginning));
    });
    expect(unused).toEqual([]);
  });

  it('hold a sentence for every error code', () => {
    const codes = errorCodes();
    expect(codes.length).toBeGreaterThan(20);
    const mute = codes.filter((code) => !english.includes(errorKey(code)));
    expect(mute).toEqual([]);
  });

  it('hold no sentence for an error that there is not', () => {
    const keys = new Set([...errorCodes(), 'unexpected'].map((code) => errorKey(code)));
    expect(english.filter((key) => key.startsWith('error_') && !keys.has(key))).toEqual([]);
  });

  it('say something', () => {
    const messages = readRecord(join(LOCALES, 'en', 'messages.json'));
    const empty = Object.entries(messages).filter(
      ([, entry]) =>
        !isRecord(entry) || typeof entry['message'] !== 'string' || entry['message'].trim() === '',
    );
    expect(empty).toEqual([]);
  });

  it('have the same keys in every locale', () => {
    for (const locale of readdirSync(LOCALES)) {
      expect({ locale, keys: keysOf(locale) }).toEqual({ locale, keys: english });
    }
  });
});
