import { describe, expect, it } from 'vitest';
import { toHex, utf8 } from '../../lib/bytes/index.ts';
import { stretch } from '../../lib/proofs/lock/stretch/index.ts';

const salt = utf8('somesaltsomesalt');
const KEY_HEX = '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe';

describe('the stretching of a passphrase', () => {
  it('is Argon2id of version 1.3, as the reference program makes it', () => {
    // From the tests of the reference program (phc-winner-argon2, test.c).
    const cost = { m: 256, t: 2, p: 1 };
    const key = stretch({ passphrase: utf8('password'), salt: utf8('somesalt'), cost });
    expect(key).toHaveLength(32);
    expect(toHex(key)).toBe(KEY_HEX);
  });

  it('depends on every part', () => {
    const cost = { m: 64, t: 1, p: 1 };
    const all = [
      stretch({ passphrase: utf8('a'), salt, cost }),
      stretch({ passphrase: utf8('b'), salt, cost }),
      stretch({ passphrase: utf8('a'), salt: utf8('somesaltsomesalu'), cost }),
      stretch({ passphrase: utf8('a'), salt, cost: { ...cost, t: 2 } }),
      stretch({ passphrase: utf8('a'), salt, cost: { ...cost, m: 128 } }),
    ].map(toHex);
    expect(new Set(all).size).toBe(all.length);
  });

  it.each([
    undefined,
    { passphrase: utf8('a'), salt, cost: { m: 1e9, t: 1, p: 1 } },
    { passphrase: utf8('a'), salt, cost: { m: 64, t: 1, p: 1 }, more: 1 },
    { passphrase: 'a', salt, cost: { m: 64, t: 1, p: 1 } },
  ])('takes nothing else: %j', (input) => {
    expect(() => stretch(input)).toThrow();
  });
});
