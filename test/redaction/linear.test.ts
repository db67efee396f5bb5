import { describe, expect, it } from 'vitest';
import { findAll, KINDS, Source } from '../../lib/redaction/index.ts';

const LENGTH = 40_000;
const WORDS = Array.from({ length: 20 }, (_, index) => `secret name ${index}`);

/** Texts that would make a careless finder read the same places again and again. */
const WORST: Readonly<Record<string, string>> = {
  'one letter': 'a',
  'one figure': '7',
  'figures in pairs': '12 ',
  'figures and marks': '1-2.3/4 (5) ',
  'beginnings of cards': '4539 5260 1815 9084 ',
  'beginnings of accounts': 'DE22 4656 3212 2330 7924 41 ',
  'country codes': 'DE22',
  'at signs': '@',
  'halves of mail addresses': 'a.b-c@',
  'long names before an at': `${'x.'.repeat(80)}@`,
  'domains without end': '@a.b.c.d',
  'brackets of mail addresses': '(at) [at] ',
  'plus signs': '+1+1+1',
  'phone words': 'tel tel tel 1 ',
  'token marks': '=/+-_',
  'open key blocks': '-----BEGIN RSA PRIVATE KEY-----\n',
  'beginnings of key blocks': '-----BEGIN ',
  'web tokens': 'eyJhbGciOiJIUzI1NiJ9.',
  'names of keys': 'password: password: ',
  'random characters': 'aB3xK9mQ2',
  'street words': 'Street rue Calle Hauptstraße 1 ',
  'capitals and houses': 'Aa 1 Bb 2 ',
  'rows of small words': 'rue de la de la de la ',
  'Chinese roads': '市路号1号',
  'Japanese blocks': '東京都千代田区千代田1-',
  'Arabic streets': 'شارع الملك فهد ',
  apostrophes: "d'a-",
  'names with houses': 'Zahradní 45, 602 00 Brno ',
  'flats and towns': 'Rua 1/2, Rio de la de - RJ, ',
  'Turkish streets': 'Caddesi Caddesi No: ',
  'passwords in addresses': '://a:b@c',
  'letters of control': '12.345.670-K',
  'the own list': 'secret name 1',
  'prefixes of keys': 'sk-AKIAghp_xoxb-',
};

function stepsOf(unit: string, length: number): number {
  const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
  const source = new Source(text);
  findAll(text, { kinds: KINDS, words: WORDS }, source);
  return source.steps;
}

describe('finding takes steps in proportion to the text', () => {
  it.each(Object.entries(WORST))('for %s', (_, unit) => {
    const [half, whole] = [stepsOf(unit, LENGTH / 2), stepsOf(unit, LENGTH)];
    expect(half).toBeGreaterThan(LENGTH / 2);
    // Twice the text, twice the steps; a few more for what stands across the middle.
    expect(whole).toBeLessThanOrEqual(half * 2.1 + 10_000);
    expect(whole / LENGTH).toBeLessThanOrEqual(700);
  });

  it('which is counted by a source that counts', () => {
    const source = new Source('abc');
    source.at(0);
    source.slice(0, 3);
    source.has(0, 'ab');
    expect(source.steps).toBe(6);
  });
});
