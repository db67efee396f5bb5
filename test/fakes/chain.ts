/** The chain of a proof as the worker would post it, whole or broken at one place. For component tests and the gallery. */
import type { ChainLinkView } from '../../lib/ask/index.ts';
import { MEASUREMENT, NOW_MS } from './views.ts';

const HOUR_MS = 3_600_000;

const hex = (seed: number, bytes: number): string =>
  Array.from({ length: bytes * 2 }, (_, index) => ((seed * 11 + index * 7) % 16).toString(16)).join(
    '',
  );

const CERTIFICATES = [
  ['aws.nitro-enclaves', -5 * 365 * 24, 25 * 365 * 24],
  ['77c1a4b2.eu-central-1.aws.nitro-enclaves', -24 * 9, 24 * 11],
  ['3d0fc9.zonal.eu-central-1.aws.nitro-enclaves', -50, 90],
  ['i-0c4e9f21b7a3d5e68.eu-central-1.aws.nitro-enclaves', -8, 16],
  ['i-0c4e9f21b7a3d5e68-enc01', -1, 2],
] as const;

/** Another image than the allowed one: kernel the same, image and application not. */
export const CHANGED = {
  ...MEASUREMENT,
  pcr0: MEASUREMENT.pcr2.replace(/^./, 'e'),
  pcr2: MEASUREMENT.pcr0.replace(/^./, 'b'),
};

function certificates(isExpired: boolean): ChainLinkView[] {
  return CERTIFICATES.map(([name, fromHours, untilHours], index) => {
    const isOver = isExpired && index === CERTIFICATES.length - 1;
    return {
      kind: index === 0 ? 'root' : 'certificate',
      verdict: isOver ? 'fail' : 'pass',
      name,
      bytesHex: `3082${hex(index, 520)}`,
      fromMs: NOW_MS + fromHours * HOUR_MS,
      untilMs: isOver ? NOW_MS - 120_000 : NOW_MS + untilHours * HOUR_MS,
    };
  });
}

export function chain(broken?: 'debug' | 'measurement' | 'expired'): ChainLinkView[] {
  const isDebug = broken === 'debug';
  const zeros = '0'.repeat(96);
  const real = broken === 'measurement' ? CHANGED : MEASUREMENT;
  const { pcr0, pcr1, pcr2 } = isDebug ? { pcr0: zeros, pcr1: zeros, pcr2: zeros } : real;
  const isAllowed = broken === undefined || broken === 'expired';
  const behind = broken === undefined ? 'pass' : 'not-reached';
  return [
    ...certificates(broken === 'expired'),
    {
      kind: 'document',
      verdict: 'pass',
      name: 'i-0c4e9f21b7a3d5e68-enc01995fa8d3c1b2e7',
      bytesHex: `8444a1013822a0${hex(3, 4400)}`,
      fromMs: NOW_MS - 12_000,
    },
    {
      kind: 'measurement',
      verdict: isDebug ? 'fail' : 'pass',
      name: pcr0,
      bytesHex: pcr0 + pcr1 + pcr2,
    },
    {
      kind: 'release',
      verdict: isAllowed ? 'pass' : 'fail',
      name: isAllowed ? 'sotto-enclave 0.1.0' : '',
    },
    {
      kind: 'user-data',
      verdict: 'pass',
      name: '',
      bytesHex: `1220${hex(5, 32)}1220${hex(6, 32)}`,
    },
    { kind: 'transcript', verdict: 'pass', name: '', bytesHex: hex(7, 900) },
    {
      kind: 'key-configuration',
      verdict: behind,
      name: '',
      ...(broken === undefined ? { bytesHex: `002d07${hex(8, 42)}` } : {}),
    },
    {
      kind: 'key',
      verdict: behind,
      name: broken === undefined ? '7' : '',
      ...(broken === undefined ? { bytesHex: hex(9, 32) } : {}),
    },
  ];
}
