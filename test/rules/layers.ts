/**
 * Who may know whom. `imports` are folders entered at run time, `types` those whose types alone may be
 * named, `packages` what comes from outside. A folder without a row here is refused: give it one, and
 * think about what it must not know.
 */
export interface Layer {
  imports: readonly string[];
  types?: readonly string[];
  packages?: readonly string[];
}

const ANY_LIB = ['lib/*'];

export const LAYERS: Readonly<Record<string, Layer>> = {
  'lib/bytes': { imports: [] },
  'lib/errors': { imports: [] },
  'lib/shape': { imports: [] },
  'lib/sse': { imports: [] },
  'lib/cbor': { imports: ['lib/bytes', 'lib/errors'] },
  'lib/ohttp': { imports: ['lib/bytes', 'lib/errors'], packages: ['@hpke/*', '@noble/*'] },
  'lib/attestation': {
    imports: ['lib/bytes', 'lib/errors', 'lib/cbor'],
    packages: ['@freedomofpress/sigstore-browser'],
  },
  'lib/build': { imports: ['lib/bytes', 'lib/errors'] },
  'lib/binding': { imports: ['lib/bytes', 'lib/errors', 'lib/shape', 'lib/cbor'] },
  'lib/receipts': { imports: ['lib/bytes', 'lib/errors', 'lib/cbor'] },
  'lib/settlement': { imports: ['lib/bytes', 'lib/errors'], packages: ['@noble/hashes'] },
  'lib/rsa': { imports: ['lib/bytes', 'lib/errors'] },
  'lib/credits': {
    imports: [
      ...['lib/bytes', 'lib/errors', 'lib/shape', 'lib/rsa', 'lib/ohttp', 'lib/settlement'],
    ],
  },
  'lib/opengradient': {
    imports: [
      ...['lib/bytes', 'lib/errors', 'lib/shape', 'lib/rsa', 'lib/attestation', 'lib/ohttp'],
      'lib/sse',
    ],
    packages: ['@noble/*'],
  },
  'lib/redaction': { imports: [] },
  'lib/selection': { imports: ['lib/errors', 'lib/shape'] },
  'lib/excerpt': { imports: [], packages: ['@mozilla/readability'] },
  'lib/prompts': { imports: ['lib/errors', 'lib/shape'], types: ['lib/selection'] },
  'lib/relay': { imports: ['lib/bytes', 'lib/errors', 'lib/shape'] },
  'lib/proofs': {
    imports: [
      ...['lib/bytes', 'lib/errors', 'lib/shape', 'lib/attestation', 'lib/binding'],
      ...['lib/receipts', 'lib/settlement', 'lib/opengradient', 'lib/evidence'],
      ...['lib/credits', 'lib/ohttp'],
    ],
    packages: ['idb', '@noble/*'],
  },
  'lib/aside': {
    imports: [
      'lib/bytes',
      'lib/errors',
      'lib/shape',
      'lib/settlement',
      'lib/evidence',
      'lib/wallet',
      'lib/opengradient',
    ],
    types: ['lib/attestation'],
  },
  'lib/evidence': { imports: ['lib/bytes', 'lib/errors', 'lib/attestation', 'lib/binding'] },
  'lib/settings': {
    imports: [
      ...['lib/bytes', 'lib/errors', 'lib/shape', 'lib/opengradient', 'lib/prompts'],
      'lib/redaction',
    ],
    types: ['lib/attestation'],
  },
  'lib/messages': {
    imports: ['lib/errors', 'lib/shape', 'lib/settings', 'lib/redaction'],
    types: ['lib/ask', 'lib/selection', 'lib/proofs'],
  },
  'lib/wallet': {
    imports: [
      ...['lib/bytes', 'lib/errors', 'lib/shape', 'lib/credits', 'lib/ohttp', 'lib/settlement'],
    ],
  },
  'lib/networks': {
    imports: [
      ...['lib/bytes', 'lib/errors', 'lib/shape', 'lib/prompts', 'lib/ohttp', 'lib/attestation'],
      ...['lib/binding', 'lib/receipts', 'lib/settlement', 'lib/relay', 'lib/proofs'],
      ...['lib/opengradient', 'lib/settings', 'lib/evidence', 'lib/aside'],
      ...['lib/credits', 'lib/wallet', 'lib/sse'],
    ],
    types: ['lib/selection'],
  },
  'lib/ask': {
    imports: [
      ...['lib/bytes', 'lib/errors', 'lib/shape', 'lib/selection', 'lib/prompts', 'lib/ohttp'],
      ...['lib/attestation', 'lib/binding', 'lib/receipts', 'lib/settlement', 'lib/relay'],
      ...['lib/aside', 'lib/proofs', 'lib/messages', 'lib/settings', 'lib/networks', 'lib/wallet'],
      'lib/redaction',
    ],
    types: ['lib/cbor', 'lib/platform', 'lib/opengradient', 'lib/late'],
  },
  'lib/late': { imports: ['lib/errors'], types: ['lib/networks', 'lib/ohttp', 'lib/wallet'] },
  'lib/review': {
    imports: [
      ...[
        'lib/errors',
        'lib/messages',
        'lib/shape',
        'lib/ohttp',
        'lib/ask',
        'lib/networks',
        'lib/opengradient',
        'lib/proofs',
      ],
      'lib/settings',
    ],
  },
  'lib/sites': { imports: [] },
  'lib/button': { imports: [] },
  'lib/platform': { imports: ['lib/errors'], packages: ['wxt', 'webextension-polyfill'] },
  components: {
    imports: ['lib/prompts', 'lib/redaction', 'lib/settings', 'lib/excerpt'],
    types: ANY_LIB,
    packages: ['preact', 'marked', 'highlight.js', 'temml'],
  },
  entrypoints: { imports: [...ANY_LIB, 'components'], packages: ['wxt', 'preact'] },
};

/** Further doors of a folder, apart from its index.ts so that the main bundle does not carry what is behind them. */
export const SIDE_DOORS = [
  ...['lib/attestation/provenance/index.ts', 'lib/attestation/provenance/browser/index.ts'],
  ...['lib/ohttp/hybrid/index.ts', 'lib/ohttp/noble/index.ts', 'lib/proofs/file/index.ts'],
  ...['lib/wallet/refill/index.ts', 'lib/networks/opengradient/index.ts'],
  'lib/networks/sotto/checks.ts',
  ...['lib/attestation/snp/index.ts', 'lib/attestation/tdx/index.ts'],
  'lib/evidence/every/index.ts',
  ...['lib/proofs/lock/index.ts', 'lib/proofs/lock/stretch/index.ts'],
];

/** Folders that get time and chance as arguments. */
export const PURE = [
  ...['lib/bytes', 'lib/errors', 'lib/shape', 'lib/cbor', 'lib/ohttp', 'lib/attestation'],
  ...['lib/binding', 'lib/receipts', 'lib/settlement', 'lib/selection', 'lib/prompts', 'lib/rsa'],
  ...['lib/redaction', 'lib/excerpt', 'lib/sse'],
  ...['lib/opengradient', 'lib/credits', 'lib/wallet', 'lib/build'],
  ...['lib/messages', 'lib/settings'],
];

/** The one folder that may speak to a part of the world, by the name that part has in code. */
export const DOORS: Readonly<Record<string, string>> = {
  browser: 'lib/platform',
  chrome: 'lib/platform',
  fetch: 'lib/relay',
  XMLHttpRequest: 'nowhere',
  WebSocket: 'nowhere',
  EventSource: 'nowhere',
  sendBeacon: 'nowhere',
  indexedDB: 'lib/proofs',
  localStorage: 'lib/platform',
  sessionStorage: 'nowhere',
  eval: 'nowhere',
};
