/** Canonical requests and their hashes: what a device would seal for a body, and what the gateway hashes for that. */
import { canonicalRequest, OpengradientError, requestHash } from '../../lib/opengradient/index.ts';
import type { JsonRecord } from '../json.ts';
import { textAt, thrownBy } from './entry.ts';
import { expectRefused, expectSame } from './ohttp-expect.ts';

/** The text that a device seals for a body given as JSON text. */
function sealedTextOf(input: string): string {
  try {
    return JSON.stringify(JSON.parse(input));
  } catch (cause) {
    throw new OpengradientError('request-not-expressible', 'not JSON', { cause });
  }
}

export async function checkCanonical(entry: JsonRecord): Promise<void> {
  const input = textAt(entry, 'input');
  const run = (): string => canonicalRequest(sealedTextOf(input));
  if (entry['refuse'] === true) {
    await expectRefused('body', run);
    return;
  }
  if (entry['mayRefuse'] === true) {
    const thrown = await thrownBy(run);
    if (thrown instanceof OpengradientError) return;
  }
  expectSame('canonical', run(), textAt(entry, 'canonical'));
  if ('canonicalIfSentVerbatim' in entry) {
    expectSame('verbatim', canonicalRequest(input), entry['canonicalIfSentVerbatim']);
  }
}

export function checkRequestHash(entry: JsonRecord): void {
  expectSame('hash', requestHash(textAt(entry, 'canonical')), textAt(entry, 'keccak256'));
}
