/** A gateway that starts anew over its memory of spent credits, with a clock that may be wrong. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCredits } from '../../../stack/gateway/credits/open-credits.ts';
import { openSpentSet } from '../../../stack/spent/index.ts';
import { openCreditsDesk } from '../../fakes/credits-desk.ts';
import { temporaryFolder } from '../../fakes/temporary-folder.ts';
import { hash } from '../spent/hash.ts';

const CREDIT = { id: hash('a credit'), keyNumber: 1 };

describe('the memory of spent credits', () => {
  it.each([
    ['right', Date.now],
    ['at its very beginning', () => 0],
    ['years ahead', () => Date.now() + 10 * 365 * 86_400_000],
  ])('outlives a start with a clock that is %s', async (_, now) => {
    const { stack, enclave } = await openCreditsDesk();
    const folder = await temporaryFolder();
    const path = join(folder, 'private', 'spent');
    const before = await openSpentSet(path);
    await before.begin(hash('an ask'), [CREDIT]);
    await before.close();
    const issuerUrl = stack.issuer?.url ?? '';
    const setting = {
      issuerUrl,
      logUrl: stack.ledgerUrl,
      spent: { kind: 'folder', folder },
    } as const;
    const opened = await openCredits(setting, enclave.transcript.statement, now);
    await opened?.close();
    const after = await openSpentSet(path);
    expect(await after.begin(hash('another ask'), [CREDIT])).toBe('refused');
    await after.close();
  });
});
