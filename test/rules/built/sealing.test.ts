/** The product contains neither what the conformance runner needs nor a way to choose an ephemeral key. */
import { describe, expect, it } from 'vitest';
import { importsOf, sourcesIn, type Source } from '../source.ts';
import { built, readBuilt } from './builds.ts';

/** Words that only lib/ohttp/interop has: texts, which a minifier leaves as they are. */
const INTEROP_ONLY = ['export-only', 'no ephemeral key', 'DeriveKeyPair'];

const sources = new Map(
  sourcesIn('lib', 'components', 'entrypoints').map((source) => [source.path, source]),
);

function reachedFrom(starts: readonly Source[]): Set<string> {
  const reached = new Set<string>();
  const waiting = [...starts];
  for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
    if (reached.has(source.path)) continue;
    reached.add(source.path);
    for (const { target, isTypeOnly } of importsOf(source)) {
      const next = target !== undefined && !isTypeOnly ? sources.get(target) : undefined;
      if (next !== undefined) waiting.push(next);
    }
  }
  return reached;
}

describe('the test hooks of sealing', () => {
  it('have words of their own by which they would be found', () => {
    const text = (path: string): string => sources.get(path)?.text ?? '';
    const interop = [...sources.keys()].filter((path) => path.startsWith('lib/ohttp/interop/'));
    const others = [...sources.keys()].filter((path) => !path.startsWith('lib/ohttp/interop/'));
    for (const word of INTEROP_ONLY) {
      expect(interop.some((path) => text(path).includes(`'${word}'`))).toBe(true);
      expect(others.filter((path) => text(path).includes(`'${word}'`))).toEqual([]);
    }
  });

  it('are not reached by any import from an entry point', () => {
    const reached = reachedFrom(
      [...sources.values()].filter(({ path }) => path.startsWith('entrypoints/')),
    );
    expect(reached).toContain('lib/ohttp/seal.ts');
    expect(reached).toContain('lib/ohttp/hybrid/index.ts');
    expect([...reached].filter((path) => path.startsWith('lib/ohttp/interop/'))).toEqual([]);
    // The curve library is for older runtimes than our floors.
    expect(reached).not.toContain('lib/ohttp/noble/index.ts');
  });

  it.each(['chrome', 'firefox'] as const)('are not in the %s product', (browser) => {
    const product = built(browser, 'product');
    const scripts = product.files.filter((file) => file.endsWith('.js'));
    const text = scripts.map((file) => readBuilt(product, file)).join('\n');
    expect(text).toContain('message/bhttp chunked request');
    expect(INTEROP_ONLY.filter((word) => text.includes(word))).toEqual([]);
  });
});
