/**
 * Code into coloured pieces, by highlight.js' own tree: no markup is made. Loaded late, with the common languages.
 */
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import php from 'highlight.js/lib/languages/php';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import shell from 'highlight.js/lib/languages/shell';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

const LANGUAGES = {
  ...{ bash, c, cpp, csharp, css, diff, go, java, javascript, json, kotlin, php, python, ruby },
  ...{ rust, shell, sql, swift, typescript, xml, yaml },
};
for (const [name, language] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, language);

/** A grammar is a set of patterns: what a hostile text could cost is bounded by its size. */
const MAX_CODE = 30_000;
const MAX_LINE = 2_000;

/** Plain words, or words of one kind with what is inside of them. */
export type Coloured = string | { readonly scope: string; readonly children: readonly Coloured[] };

/** The pieces of the code; undefined when the language is not known or the code is too long. */
export function colouredCode(code: string, language: string): readonly Coloured[] | undefined {
  const name =
    language
      .trim()
      .split(/[\s{:]/, 1)[0]
      ?.toLowerCase() ?? '';
  if (hljs.getLanguage(name) === undefined || code.length > MAX_CODE) return undefined;
  if (code.split('\n').some((line) => line.length > MAX_LINE)) return undefined;
  const result: unknown = hljs.highlight(code, { language: name, ignoreIllegals: true });
  const emitter = memberOf(result, '_emitter');
  return childrenOf(memberOf(emitter, 'rootNode'));
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function childrenOf(node: unknown): Coloured[] {
  const children = memberOf(node, 'children');
  return (Array.isArray(children) ? children : []).map((child: unknown) => {
    if (typeof child === 'string') return child;
    const scope = memberOf(child, 'scope');
    return { scope: typeof scope === 'string' ? scope : '', children: childrenOf(child) };
  });
}
