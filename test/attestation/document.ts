/** The committed good document, opened for tests that turn one screw at a time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bytes } from '../../lib/bytes/index.ts';
import type { NitroOptions } from '../../lib/attestation/index.ts';
import { ownVectors } from '../vectors/shared.ts';

export const MADE_AT_MS = 1772366401234;
/** The chain was made to be valid for these three hours around it; see the vectors' index. */
export const NOW_MS = MADE_AT_MS + 1000;

export function synthetic(name: string): Bytes {
  const folder = join(ownVectors('attestation'), 'nitro-synthetic');
  return new Uint8Array(readFileSync(join(folder, name)));
}

export const MEASUREMENT = {
  pcr0: '04a251b81bba377e24a4a8fa9a586feb10e288873f93484b35cacb58b807a56b20f1c9797d518327dfa2185d850bd33d',
  pcr1: '4c91e95c5670f0cf8783f484ff65a23a4406b5c6eaf87f3c59b2c21451cbdb3bfc39803c4bce6ea62ada18de2f031c83',
  pcr2: 'daf6db006944a3b6d8fd279a90548894b43d7bd1193e4401508eee41347d2b09e681a7194cd6346daf627acdc8a85f0a',
};

export function optionsWith(changes: Partial<NitroOptions> = {}): NitroOptions {
  return {
    now: NOW_MS,
    trustAnchors: [synthetic('root-dev.der')],
    policy: { measurements: [{ ...MEASUREMENT, release: 'v1' }] },
    nonce: null,
    expectedBinding: null,
    ...changes,
  };
}
