/**
 * Every speed bar that the issues of this project set, by the part that measures it and how its row begins. A bar whose
 * row does not come is a missed line all the same: a part that breaks must not shorten the table.
 */

export interface Part {
  /** The module of this folder. */
  readonly name: string;
  /** It is ended after so long, whatever it does. */
  readonly limitMs: number;
  /** How the rows of its bars begin. */
  readonly bars: readonly string[];
}

const MINUTE_MS = 60_000;

const SEALING = [
  'client seals and opens 2 KiB',
  'the same against',
  'seal of 2 KiB, prepared',
  'seal of a 4 KiB bucket, prepared',
  '2,000 chunks of 180 bytes',
];

function sealing(runtime: 'node' | 'chromium' | 'firefox'): string[] {
  const inBrowser = runtime === 'node' ? [] : ['1 MiB, AES-128-GCM'];
  return [...SEALING, ...inBrowser].map((bar) => `sealing: ${runtime}: ${bar}`);
}

export const PARTS: readonly Part[] = [
  {
    name: 'built-size',
    limitMs: 3 * MINUTE_MS,
    bars: [
      ...['worker, gzip', 'worker, later: checks', 'worker, later: hybrid'],
      ...['worker, later: OpenGradient', 'popup, gzip', 'popup, later', 'code colours', 'formulas'],
      ...['page script: selection', 'page script: page', 'page script: writing back'],
    ].map((part) => `built size: ${part}`),
  },
  {
    name: 'first-token',
    limitMs: 3 * MINUTE_MS,
    bars: ['first token: sealed, against direct'],
  },
  {
    name: 'ohttp',
    limitMs: 5 * MINUTE_MS,
    bars: [
      ...[...sealing('node'), ...sealing('chromium'), ...sealing('firefox')],
      ...['sealing: gzip, client, fixed suite', 'sealing: gzip, everything, both AEADs'],
    ],
  },
  { name: 'padding', limitMs: 3 * MINUTE_MS, bars: ['padding: added wait for the first words'] },
  {
    name: 'attestation',
    limitMs: 3 * MINUTE_MS,
    bars: [
      'attestation: Nitro, full verification, × its five',
      'attestation: Nitro from the cache',
      ...['attestation: SNP', 'attestation: TDX'],
      'attestation: Nitro alone with all it needs',
    ],
  },
  {
    name: 'proofs',
    limitMs: 6 * MINUTE_MS,
    bars: [
      'proofs: proofs checked again from a file',
      'proofs: checking a file against each proof from nothing',
      'proofs: command line',
      'proofs: list of',
      'proofs: search in',
      'proofs: search, growth',
      'proofs: one more proof beyond its text',
    ],
  },
  {
    name: 'settlement',
    limitMs: 3 * MINUTE_MS,
    bars: ['settlement: inclusion proof among', 'settlement: gateway CPU added by a batch'],
  },
  {
    name: 'in-chromium',
    limitMs: 8 * MINUTE_MS,
    bars: [
      ...['in Chromium: popup usable with', 'in Chromium: popup usable against'],
      ...['in Chromium: list of proofs painted', 'in Chromium: search in'],
      ...['in Chromium: longest frame', 'in Chromium: share of one core'],
      'in Chromium: search, growth',
      'in Chromium: added to the loading of a page',
    ],
  },
  {
    name: 'stack',
    limitMs: 8 * MINUTE_MS,
    bars: [
      ...['relay: throughput against a bare proxy', 'relay: median latency it adds'],
      'gateway: streamed tokens against no seal',
      ...['gateway: memory of an open stream', 'relay: memory of an open stream'],
    ],
  },
  {
    name: 'observer',
    limitMs: 9 * MINUTE_MS,
    bars: ['observer, ten topics: padding off', 'observer, ten topics: padding on'],
  },
];
