import { describe, expect, it } from 'vitest';
import {
  allowListFor,
  PINNED_RELEASES,
  pinnedFor,
  type PinnedRelease,
} from '../../lib/attestation/index.ts';
import { pinFaults } from '../../scripts/pins.ts';

const PIN: PinnedRelease = {
  gateway: 'lantern.org',
  release: 'v1.2.0',
  ...{ pcr0: 'a0'.repeat(48), pcr1: 'a1'.repeat(48), pcr2: 'a2'.repeat(48) },
  image: 'e1'.repeat(32),
  source: 'https://github.com/lantern/gateway/tree/v1.2.0',
};

describe('releases pinned in the build', () => {
  it('are whole, once each, and of no desk', () => {
    expect(pinFaults(PINNED_RELEASES)).toEqual([]);
  });

  it('are allowed at their gateway, as pinned, and nowhere else', () => {
    const measured = { release: 'v1.2.0', pcr0: PIN.pcr0, pcr1: PIN.pcr1, pcr2: PIN.pcr2 };
    const pinned = pinnedFor('lantern.org', [PIN]);
    expect(allowListFor('relay|main', { pinned, listed: [], consents: [] })).toEqual([
      { ...measured, source: 'pinned' },
    ]);
    expect(pinnedFor('other.org', [PIN])).toEqual([]);
  });

  it.each([
    ['a debug image', { pcr0: '0'.repeat(96) }],
    ['upper case', { pcr1: 'A1'.repeat(48) }],
    ['half a register', { pcr2: 'a2'.repeat(24) }],
    ['a desk', { gateway: 'enclave.desk' }],
    ['this machine', { gateway: '127.0.0.1' }],
    ['a branch', { release: 'main' }],
    ['no image', { image: '' }],
    ['no source', { source: 'ask us' }],
  ])('are refused by the rule for %s', (_name, change) => {
    expect(pinFaults([{ ...PIN, ...change }])).toHaveLength(1);
  });

  it('are refused by the rule for standing there twice', () => {
    expect(pinFaults([PIN, PIN])).toHaveLength(1);
    expect(pinFaults([PIN, { ...PIN, release: 'v1.2.1' }])).toHaveLength(1);
  });
});
