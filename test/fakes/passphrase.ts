/** A passphrase as the pages set and try it, with a stretching that costs nothing. */
import { createHash } from 'node:crypto';
import { createPassphrase, type Passphrase, type Stretch } from '../../lib/proofs/lock/index.ts';
import type { FakeBrowser, FakePage } from './desk.ts';
import { random } from './random.ts';

const PASSPHRASE = 'four stones on the quay';

const stretch: Stretch = (passphrase, salt) =>
  Promise.resolve(new Uint8Array(createHash('sha256').update(passphrase).update(salt).digest()));

export function passphraseOf({ sessionStore: session, clock }: FakeBrowser): Passphrase {
  return createPassphrase({ random, stretch, now: clock.now, session });
}

/** What a page does to set one: hold, set, say so. */
export async function setPassphrase(
  browser: FakeBrowser,
  page: FakePage,
  idleMinutes = 0,
): Promise<void> {
  page.link.send({ type: 'lock/now', isHeld: true });
  await page.until(({ isLocked }) => isLocked === true);
  await passphraseOf(browser).set(PASSPHRASE, idleMinutes);
  page.link.send({ type: 'lock/changed' });
  await page.until(({ isLocked }) => isLocked === false);
}

export async function unlock(browser: FakeBrowser, page: FakePage): Promise<void> {
  await passphraseOf(browser).unlock(PASSPHRASE);
  page.link.send({ type: 'lock/changed' });
  await page.until(({ isLocked }) => isLocked === false);
}
