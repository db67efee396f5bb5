import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visiblePieces } from '../../../components/ui/visible-text.ts';

describe('visiblePieces', () => {
  it('leaves ordinary text in one piece, in any script', () => {
    for (const text of ['plain', 'مرحبا بالعالم', 'می‌خواهم', '👩‍👩‍👧 é 日本', 'two\nlines\ttab']) {
      expect(visiblePieces(text)).toEqual([{ kind: 'text', text }]);
    }
    expect(visiblePieces('')).toEqual([]);
  });

  it('names hidden characters and counts runs of them', () => {
    expect(visiblePieces('a\u202eb\u200b\u200b\u200bc\u{e0041}')).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'mark', code: 'U+202E', count: 1 },
      { kind: 'text', text: 'b' },
      { kind: 'mark', code: 'U+200B', count: 3 },
      { kind: 'text', text: 'c' },
      { kind: 'mark', code: 'U+E0041', count: 1 },
    ]);
  });

  it('never lets one through, and loses no other character', () => {
    const hidden = fc.constantFrom('\u202e', '\u2066', '\u200b', '\ufeff', '\u0000', '\u{e0020}');
    const text = fc.array(fc.oneof(hidden, fc.constantFrom('a', 'ب', '😀', ' ')), {
      maxLength: 900,
    });
    fc.assert(
      fc.property(text, (characters) => {
        const pieces = visiblePieces(characters.join(''));
        const kept = pieces.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');
        expect(kept).not.toMatch(/[\u202e\u2066\u200b\ufeff]|\p{Cc}|[\u{e0020}]/u);
        const visible = characters.filter((character) => /[a ب😀]/u.test(character)).join('');
        expect(kept.replaceAll('\ufffd', '')).toBe(visible);
        expect(pieces.length).toBeLessThan(900);
      }),
    );
  });
});
