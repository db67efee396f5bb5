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

const locales = existsSync(LOCALES) ? readdirSync(LOCALES) : [];
const english = existsSync(join(LOCALES, 'en')) ? keysOf('en') : [];
/** The messages of a locale by key. */
function messagesOf(locale: string): Record<string, string> {
  const messages = readRecord(join(LOCALES, locale, 'messages.json'));
  return Object.fromEntries(
    Object.entries(messages).flatMap(([key, entry]) =>
      isRecord(entry) && typeof entry['message'] === 'string' ? [[key, entry['message']]] : [],
    ),
  );
}

/** What is put into a message when it is shown, in no order: languages have their own. */
function slotsOf(message: string): string[] {
  return [...new Set(message.match(/\$[1-9]|%s|\{\{\w+\}\}/g) ?? [])].sort();
}

function isPluralOfOurs(key: string): boolean {
  return PLURAL.test(key) && english.includes(key.replace(PLURAL, '_other'));
}

const sources = sourcesIn('lib', 'components', 'entrypoints');

/** The manifest names its strings as `__MSG_key__`. */
const manifest = readFileSync(join(ROOT, 'wxt.config.ts'), 'utf8');

/** The literal first argument of `t(…)`, wherever `t` came from, and what stands in a field that is named for a key. */
function translated({ path, tree }: Source): { path: string; key: string }[] {
  return [...nodesOf(tree)].flatMap((node) => {
    const key = keyIn(node);
    return key !== undefined && ts.isStringLiteralLike(key) ? [{ path, key: key.text }] : [];
  });
}

function keyIn(node: ts.Node): ts.Node | undefined {
  if (ts.isPropertyAssignment(node)) {
    return /^(?:label|question)Key$/.test(node.name.getText()) ? node.initializer : undefined;
  }
  const isCall =
    ts.isCallExpression(node) && /(?:^|\.)(?:t|translate)$/.test(node.expression.getText());
  return isCall ? node.arguments[0] : undefined;
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

  it('have the same keys in every locale, and plural forms of its own where a language has more', () => {
    for (const locale of locales) {
      const keys = keysOf(locale).filter((key) => english.includes(key) || !isPluralOfOurs(key));
      expect({ locale, keys }).toEqual({ locale, keys: english });
    }
  });

  it('put the same values in, in every locale', () => {
    const source = messagesOf('en');
    for (const locale of locales) {
      const differing = Object.entries(messagesOf(locale)).filter(([key, message]) => {
        // "One proof" needs no number, and is given one.
        const most = slotsOf(source[key.replace(PLURAL, '_other')] ?? source[key] ?? '');
        if (PLURAL.test(key)) return slotsOf(message).some((slot) => !most.includes(slot));
        return slotsOf(message).join() !== most.join();
      });
      expect({ locale, differing }).toEqual({ locale, differing: [] });
    }
  });

  it('are translated: what reads as in English are names', () => {
    const source = messagesOf('en');
    for (const locale of locales.filter((name) => name !== 'en')) {
      const messages = Object.entries(messagesOf(locale));
      const same = messages.filter(([key, message]) => message === source[key]);
      expect({ locale, share: same.length / messages.length < 0.06 }).toEqual({
        locale,
        share: true,
      });
      // A whole sentence is never the same in two languages.
      expect(same.filter(([, message]) => message.split(' ').length > 4)).toEqual([]);
    }
  });
});
