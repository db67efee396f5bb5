/**
 * What is wrong with the releases pinned in the build. A rule test runs it over lib/attestation's list, so that pinning
 * one is a change of one line that either holds to all of this or does not land.
 */
import type { PinnedRelease } from '../lib/attestation/index.ts';

const REGISTERS = ['pcr0', 'pcr1', 'pcr2'] as const;
/** Names that only a machine of one's own has. */
const DESK = /(?:^|\.)(?:desk|localhost|test|example|invalid)$|^127\./;

export function pinFaults(pins: readonly PinnedRelease[]): string[] {
  const ids = pins.map(({ gateway, release }) => `${gateway} ${release}`);
  const images = pins.map((pin) => REGISTERS.map((register) => pin[register]).join(' '));
  const isTwice = (all: readonly string[], index: number): boolean =>
    all.indexOf(all[index] ?? '') !== index;
  return pins.flatMap((pin, index) => {
    const faults = REGISTERS.filter(
      (register) => !/^[0-9a-f]{96}$/.test(pin[register]) || /^0+$/.test(pin[register]),
    ).map((register) => `${register} is not 48 bytes of lower-case hex`);
    if (pin.gateway === '' || DESK.test(pin.gateway)) faults.push('no gateway of the public');
    if (!/^v\d+\.\d+\.\d+/.test(pin.release)) faults.push('the release is not a tag');
    if (!/^[0-9a-f]{64}$/.test(pin.image)) faults.push('no digest of the image file');
    if (!/^https:\/\/\S+$/.test(pin.source)) faults.push('no source that reproduces it');
    if (isTwice(ids, index) || isTwice(images, index)) faults.push('pinned twice');
    return faults.map((fault) => `${ids[index] ?? ''}: ${fault}`);
  });
}
