import { describe, expect, it } from 'vitest';
import { cutQuote } from '../../../components/ask/cut-quote.ts';
import { MOST_BYTES, roomFor } from '../../../components/ask/room.ts';
import { bytesOf } from '../../../lib/excerpt/index.ts';
import { draft } from '../../fakes/views.ts';

const FILLER =
  'The sandbank shifted within two seasons, and the channel with it, as it had before. ';
const quote = `${FILLER.repeat(300)}\n\nPelorus had eighty jacks driven by a drum.\n\n${FILLER.repeat(300)}`;
const written = draft({ quote, question: 'How were the jacks of Pelorus driven?' });

describe('a quote that is too long', () => {
  it('keeps what has to do with the question, says where something is left out, and fits', () => {
    const cut = cutQuote(written, undefined);
    expect(cut).toContain('Pelorus had eighty jacks');
    expect(cut).toContain('[…]');
    expect(bytesOf(cut)).toBeLessThanOrEqual(roomFor('quote', written, undefined));
  });

  it('becomes smaller each time, and leaves room for the answer of a small model', () => {
    const once = cutQuote(written, undefined);
    const twice = cutQuote({ ...written, quote: once }, undefined);
    expect(bytesOf(twice)).toBeLessThan(bytesOf(once));
    expect(bytesOf(cutQuote(written, 4_096))).toBeLessThan(8_192);
  });
});

describe('the room of one part', () => {
  it('is what the others leave, and never less than nothing', () => {
    const others = [written.quote, written.question, written.title, written.url];
    const taken = others.reduce((sum, text) => sum + bytesOf(text), 0);
    expect(taken).toBeGreaterThan(MOST_BYTES);
    expect(roomFor('page', written, undefined)).toBe(0);
    expect(roomFor('quote', written, undefined)).toBe(MOST_BYTES - (taken - bytesOf(quote)));
  });
});
