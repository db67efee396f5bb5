import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { nodesOf, parseSource, sourcesIn, type Source } from './source.ts';

const MAX_LINES = 300;
const MAX_FUNCTION_LINES = 40;

function linesOf(text: string): number {
  return text.trimEnd().split('\n').length;
}

const NOT_CODE = /^\s*(?:\/\/|\/?\*|$)/;

/** A function counts with the functions it holds, since it is read with them; blank lines and comments do not. */
function longFunctions({ path, tree }: Source): string[] {
  return [...nodesOf(tree)].flatMap((node) => {
    if (!ts.isFunctionLike(node)) return [];
    const lines = node
      .getText()
      .split('\n')
      .filter((line) => !NOT_CODE.test(line)).length;
    const at = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    return lines > MAX_FUNCTION_LINES ? [`${path}:${String(at)}: ${String(lines)} lines`] : [];
  });
}

describe('files and functions', () => {
  it(`have at most ${String(MAX_LINES)} lines a file`, () => {
    const long = sourcesIn().filter(({ text }) => linesOf(text) > MAX_LINES);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it('have at most 200 lines in nine files of ten, and 90 in the middle one', () => {
    const lengths = sourcesIn('lib', 'components', 'entrypoints', 'stack', 'scripts')
      .map(({ text }) => linesOf(text))
      .sort((a, b) => a - b);
    const at = (share: number): number => lengths[Math.floor(lengths.length * share)] ?? 0;
    expect(at(0.9)).toBeLessThanOrEqual(200);
    expect(at(0.5)).toBeLessThanOrEqual(90);
  });

  it(`have at most ${String(MAX_FUNCTION_LINES)} lines a function, tests apart`, () => {
    const sources = sourcesIn('lib', 'components', 'entrypoints', 'stack', 'scripts', 'bench');
    expect(sources.flatMap(longFunctions)).toEqual([]);
  });

  it('are measured by a rule that sees a long function', () => {
    const body = Array.from({ length: 50 }, (_, line) => `  f(${String(line)});`).join('\n');
    expect(longFunctions(parseSource('x.ts', `function long() {\n${body}\n}`))).toHaveLength(1);
    expect(longFunctions(parseSource('x.ts', `function brief() {\n  f();\n}`))).toHaveLength(0);
  });
});
