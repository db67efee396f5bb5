import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../lib/opengradient/json-tree.ts';
import {
  compareCodePoints,
  pythonFloat,
  writePythonJson,
} from '../../lib/opengradient/python-json.ts';
import { ownVectors, readVectors } from '../vectors/shared.ts';

const PROGRAM = `
import json, sys
for line in sys.stdin:
    print(json.dumps(json.loads(json.loads(line)), sort_keys=True))
`;

/** What Python makes of these JSON texts, or undefined on a machine without it. */
function byPython(texts: readonly string[]): string[] | undefined {
  const input = texts.map((text) => JSON.stringify(text)).join('\n');
  const run = spawnSync('python3', ['-c', PROGRAM], { input, encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trimEnd().split('\n') : undefined;
}

function rewritten(text: string): string {
  return writePythonJson(readJson(text));
}

const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit }),
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', ''),
);
const numberText = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => JSON.stringify(n)),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n.toExponential()),
  fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }).map(String),
  fc.constantFrom('-0', '-0.0', '0', '1E5', '1e+2', '2.50', '1e16', '1e-7', '5e-324'),
);
/** JSON text rather than values: what matters is how a number was written. */
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      numberText,
      text.map((t) => JSON.stringify(t)),
      fc.constantFrom('null', 'true', 'false'),
    ),
    fc.array(tie('json'), { maxLength: 4 }).map((items) => `[${items.join(' ,\n')}]`),
    fc
      .array(fc.tuple(text, tie('json')), { maxLength: 5 })
      .map((members) => members.map(([key, value]) => `${JSON.stringify(key)} : ${value}`))
      .map((members) => `{${members.join(',')}}`),
  ),
}));

describe('writing JSON as Python does', () => {
  it('equals what Python wrote in the stored cases', () => {
    const stored = readVectors(ownVectors('opengradient'), 'python-json.json');
    const cases: unknown[] = Array.isArray(stored) ? stored : [];
    expect(cases.length).toBeGreaterThan(200);
    for (const pair of cases) {
      const [input, output] = Array.isArray(pair) ? pair.map(String) : [];
      expect(rewritten(input ?? '')).toBe(output);
    }
  });

  it('equals what Python writes now, wherever there is one', () => {
    const texts = fc.sample(json, 1500);
    const wanted = byPython(texts) ?? texts.map((t) => rewritten(rewritten(t)));
    expect(texts.map(rewritten)).toEqual(wanted);
  });

  it('writes floats as repr does', () => {
    const doubles = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), 1500);
    const texts = doubles.map((n) => n.toExponential());
    const wanted = byPython(texts) ?? texts.map(rewritten);
    expect(doubles.map(pythonFloat).map((t) => t.replace(/^-?0\.0$/, '0.0'))).toEqual(
      wanted.map((t) => t.replace(/^-?0\.0$/, '0.0')),
    );
  });

  it('sorts by code point', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const points = (t: string): string =>
          [...t].map((c) => (c.codePointAt(0) ?? 0).toString(16).padStart(6, '0')).join();
        expect(Math.sign(compareCodePoints(a, b))).toBe(
          points(a) < points(b) ? -1 : points(a) > points(b) ? 1 : 0,
        );
      }),
    );
  });

  it('refuses what Python cannot write or read', () => {
    for (const bad of ['1e400', '9'.repeat(4301), '[1,]', '', '"\\x41"', '['.repeat(2000)]) {
      expect(() => rewritten(bad)).toThrow(/request-not-expressible/);
    }
    expect(() => rewritten(`${'['.repeat(901)}1${']'.repeat(901)}`)).toThrow(/nesting/);
    expect(rewritten(`${'['.repeat(900)}1${']'.repeat(900)}`)).toHaveLength(1801);
  });
});
