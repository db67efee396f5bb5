import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findAll,
  hidden,
  hideIn,
  KINDS,
  marksInUse,
  piecesOf,
  redact,
  restored,
  showableLength,
  stampOf,
  type Texts,
} from '../../lib/redaction/index.ts';

const RULES = { kinds: KINDS, words: [] };

function texts(change: Partial<Texts>): Texts {
  return { quote: '', page: '', question: '', title: '', url: '', ...change };
}

describe('redaction', () => {
  it('puts the same placeholder for the same value, however it was written', () => {
    const all = texts({
      quote: 'Card 4539 5260 1815 9083, mail Ann@Example.org or bob@example.org.',
      question: 'Is 4539526018159083 the card of ann@example.org?',
    });
    const redaction = redact(all, RULES);
    expect(hideIn(all, redaction)).toEqual(
      texts({
        quote: 'Card [CARD 1], mail [EMAIL 1] or [EMAIL 2].',
        question: 'Is [CARD 1] the card of [EMAIL 1]?',
      }),
    );
  });

  it('goes on with the placeholders of the thread', () => {
    const first = redact(texts({ quote: 'a@example.org' }), RULES);
    const second = texts({ question: 'And b@example.org, unlike a@example.org?' });
    const next = redact(second, RULES, { lifted: [], marks: first.marks });
    expect(hideIn(second, next).question).toBe('And [EMAIL 2], unlike [EMAIL 1]?');
  });

  it('lets through what was lifted, and that alone', () => {
    const all = texts({ quote: 'a@example.org and b@example.org' });
    const redaction = redact(all, RULES, { lifted: ['b@example.org', 'gone@x.org'], marks: [] });
    expect(redaction.lifted).toEqual(['b@example.org']);
    expect(hidden(all.quote, 'quote', redaction)).toBe('[EMAIL 1] and b@example.org');
    expect(marksInUse(redaction).map(({ placeholder }) => placeholder)).toEqual(['[EMAIL 1]']);
  });

  it('hides in title and address too', () => {
    const all = texts({
      title: 'Inbox of ann@example.org',
      url: 'https://mail.example.org/?to=ann@example.org',
    });
    const { title, url } = hideIn(all, redact(all, RULES));
    expect(title).toBe('Inbox of [EMAIL 1]');
    expect(url).not.toContain('ann@');
  });

  it('never takes a placeholder that a page has written', () => {
    const all = texts({ quote: 'Say [EMAIL 1] to ann@example.org' });
    expect(hideIn(all, redact(all, RULES)).quote).toBe('Say [EMAIL 1] to [EMAIL 2]');
  });

  it('finds the words of the own list whole, in any case and in any script', () => {
    const rules = { kinds: [], words: ['Projekt Föhn', 'Al', '山田'] };
    const all = texts({ quote: 'PROJEKT FÖHN: Al also told 山田様.' });
    expect(hideIn(all, redact(all, rules)).quote).toBe('[WORD 1]: [WORD 2] also told [WORD 3]様.');
  });

  it('hides only the kinds that are on', () => {
    const all = texts({ quote: 'a@example.org, 4539 5260 1815 9083' });
    const redaction = redact(all, { kinds: ['card'], words: [] });
    expect(hideIn(all, redaction).quote).toBe('a@example.org, [CARD 1]');
  });

  it('is stamped with the very texts it is for', () => {
    expect(stampOf(texts({ quote: 'a', question: 'b' }))).not.toBe(stampOf(texts({ quote: 'ab' })));
    expect(stampOf(texts({ quote: 'a' }))).not.toBe(stampOf(texts({ question: 'a' })));
    expect(redact(texts({ quote: 'a' }), RULES).of).toBe(stampOf(texts({ quote: 'a' })));
  });

  it('gives places in order, inside of the text, none over another', () => {
    const pieces = fc.constantFrom(
      'a@b.de ',
      '4539526018159083',
      ' +49 171 2345678',
      'x',
      ' ',
      '\n',
      'Hauptstraße 7',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        let at = 0;
        for (const { start, end } of findAll(text, { kinds: KINDS, words: ['x'] })) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it('comes back whole: hiding and restoring is the text again', () => {
    const parts = fc.constantFrom(
      'ann@example.org',
      '+49 171 2345678',
      ' and ',
      '[',
      ']',
      '[EMAIL 1]',
      ' 1 ',
      'é',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 20 }), (list) => {
        const all = texts({ quote: list.join(' ') });
        const redaction = redact(all, RULES);
        const first = new Map<string, string>();
        for (const { placeholder, text } of redaction.marks) first.set(placeholder, text);
        const back = restored(hidden(all.quote, 'quote', redaction), redaction.marks);
        expect(back).toBe(all.quote);
        expect(first.size).toBe(redaction.marks.length);
      }),
    );
  });
});

describe('restoring', () => {
  const marks = [
    { placeholder: '[EMAIL 1]', text: 'ann@example.org' },
    { placeholder: '[ADDRESS 12]', text: 'Hauptstraße 7' },
  ];

  it('puts back what models write, in the ways they write it', () => {
    expect(restored('To [EMAIL 1], [email_1] at [Address 12]; [EMAIL 2] [PHONE 1]', marks)).toBe(
      'To ann@example.org, ann@example.org at Hauptstraße 7; [EMAIL 2] [PHONE 1]',
    );
  });

  it('tells what was put back from what came', () => {
    expect(piecesOf('a [EMAIL 1].', marks)).toEqual([
      { text: 'a ' },
      { text: 'ann@example.org', placeholder: '[EMAIL 1]' },
      { text: '.' },
    ]);
  });

  it('never shows half of a placeholder while the answer streams', () => {
    const whole = 'Write to [EMAIL 1] or [ADDRESS 12] [now] [and then';
    let shown = '';
    for (let end = 0; end <= whole.length; end += 1) {
      const text = whole.slice(0, end);
      const next = restored(text.slice(0, showableLength(text, marks)), marks);
      expect(next.startsWith(shown)).toBe(true);
      expect(next).not.toMatch(/\[(?:EMAIL|ADDRESS|EMA|ADD)/);
      shown = next;
    }
    expect(shown).toBe('Write to ann@example.org or Hauptstraße 7 [now] [and then');
  });

  it('holds nothing back where nothing was hidden', () => {
    expect(showableLength('a [EMA', [])).toBe(6);
  });
});
