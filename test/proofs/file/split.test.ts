import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProofSplitter } from '../../../lib/proofs/file/index.ts';

function split(pieces: readonly string[], maxLength = 10_000): unknown[] {
  const splitter = new ProofSplitter(maxLength);
  const whole = pieces.flatMap((piece) => splitter.push(piece));
  splitter.end();
  return whole.map((text): unknown => JSON.parse(text));
}

describe('a file of many proofs', () => {
  it('comes apart into its objects however it arrives', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue());
    const cuts = fc.array(fc.nat(200), { maxLength: 20 });
    fc.assert(
      fc.property(
        fc.array(object, { maxLength: 5 }),
        cuts,
        fc.boolean(),
        (objects, places, wide) => {
          const text = objects.map((one) => JSON.stringify(one, null, wide ? 2 : 0)).join('\n');
          const pieces: string[] = [];
          let from = 0;
          for (const place of places) {
            pieces.push(text.slice(from, from + place));
            from += place;
          }
          pieces.push(text.slice(from));
          const again: unknown = JSON.parse(JSON.stringify(objects));
          expect(split(pieces)).toEqual(again);
        },
      ),
    );
  });

  it.each([
    ['something between', '{}x{}', 'proof-file-malformed'],
    ['something behind', '{} 1', 'proof-file-malformed'],
    ['a brace too many', '{}}', 'proof-file-malformed'],
    ['an end that is missing', '{"a":"}"', 'proof-file-malformed'],
    ['one that never ends', `{"a":"${'x'.repeat(20_000)}`, 'proof-file-too-large'],
  ])('is refused with %s', (_name, text, code) => {
    expect(() => split([text])).toThrow(code);
  });
});
