import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPassphrase, type Passphrase, type Stretch } from '../../lib/proofs/lock/index.ts';
import { FakeClock } from '../fakes/clock.ts';
import { random } from '../fakes/random.ts';
import { FakeStorage } from '../fakes/storage.ts';

const PASSPHRASE = 'four stones on the quay';
const OTHER = 'quay the on stones four';

let session: FakeStorage;
let clock: FakeClock;
let tries: number;

const stretch: Stretch = (passphrase, salt) => {
  tries += 1;
  const hash = createHash('sha256').update(passphrase).update(salt);
  return Promise.resolve(new Uint8Array(hash.digest()));
};

function passphrase(): Passphrase {
  return createPassphrase({ random, stretch, now: clock.now, session });
}

describe('guessing', () => {
  beforeEach(async () => {
    globalThis.indexedDB = new IDBFactory();
    session = new FakeStorage();
    clock = new FakeClock();
    tries = 0;
    await passphrase().set(PASSPHRASE, 0);
  });

  const guess = () => passphrase().unlock(OTHER);

  it('is free five times, then has to wait twice as long each time, up to an hour', async () => {
    for (let n = 0; n < 4; n++) {
      await expect(guess()).rejects.toMatchObject({ code: 'passphrase-wrong' });
      expect(await passphrase().waitMs()).toBe(0);
    }
    const waits: number[] = [];
    for (let n = 0; n < 14; n++) {
      await expect(guess()).rejects.toMatchObject({ code: 'passphrase-wrong' });
      waits.push(await passphrase().waitMs());
      const made = tries;
      await expect(passphrase().unlock(PASSPHRASE)).rejects.toMatchObject({
        code: 'passphrase-wait',
      });
      // Not even tried.
      expect(tries).toBe(made);
      clock.advance(waits.at(-1) ?? 0);
    }
    expect(waits.slice(0, 4)).toEqual([1000, 2000, 4000, 8000]);
    expect(waits.at(-1)).toBe(3_600_000);
    await passphrase().unlock(PASSPHRASE);
    expect(await passphrase().waitMs()).toBe(0);
  });

  it('is counted before it is tried, in whatever page', async () => {
    const dying: Stretch = () => Promise.reject(new Error('the page was closed'));
    const page = () => createPassphrase({ random, stretch: dying, now: clock.now, session });
    for (let n = 0; n < 6; n++)
      await page()
        .unlock(OTHER)
        .catch(() => undefined);
    expect(await passphrase().waitMs()).toBe(1000);
  });

  it('does not wait longer for a clock that was set back, nor shorter', async () => {
    for (let n = 0; n < 6; n++) {
      await guess().catch(() => undefined);
      if (n < 5) clock.advance(await passphrase().waitMs());
    }
    clock.advance(-86_400_000);
    expect(await passphrase().waitMs()).toBe(2000);
  });
});
