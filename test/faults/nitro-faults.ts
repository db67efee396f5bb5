/** What a machine of ours says wrongly of itself in a Nitro document, signed under a root that the device trusts. */
import { concat, equal, type Bytes } from '../../lib/bytes/index.ts';
import { writeCbor } from '../../lib/cbor/index.ts';
import { withField, withLevel, type Level, type NitroLie } from '../fakes/lying-nitro.ts';
import type { EnclaveFault } from './enclave-fault.ts';

const HOUR_MS = 3_600_000;
const LEAF = 3;
const ZONAL = 1;

function nitro(
  id: string,
  of: readonly string[],
  codes: readonly string[],
  lie: NitroLie,
): EnclaveFault {
  return { id, of, codes, set: ({ nitro: source }) => void (source.lie = lie) };
}

/** Puts bytes of the same length where others stand. */
function replaced(bytes: Bytes, before: readonly number[], after: readonly number[]): Bytes {
  const wanted = Uint8Array.from(before);
  for (let at = 0; at + wanted.length <= bytes.length; at++) {
    if (!equal(bytes.slice(at, at + wanted.length), wanted)) continue;
    const changed = bytes.slice();
    changed.set(after, at);
    return changed;
  }
  throw new Error('nothing to replace');
}

const edited =
  (before: readonly number[], after: readonly number[]) =>
  (level: Level): Level => ({ ...level, edit: (part) => replaced(part, before, after) });

/** The head of an uncompressed P-384 point in its BIT STRING, and what comes instead of its first bytes. */
const POINT = [0x03, 0x62, 0x00, 0x04];

const OF_THE_CHAIN: readonly EnclaveFault[] = [
  nitro(
    'a leaf that has run out',
    ['case 1'],
    ['certificate-expired', 'clock-wrong'],
    withLevel(LEAF, (level, nowMs) => ({
      ...level,
      fromMs: nowMs - 4 * HOUR_MS,
      untilMs: nowMs - HOUR_MS,
    })),
  ),
  nitro(
    'a leaf of tomorrow',
    ['case 1'],
    ['certificate-not-yet-valid', 'clock-wrong'],
    withLevel(LEAF, (level, nowMs) => ({
      ...level,
      fromMs: nowMs + 24 * HOUR_MS,
      untilMs: nowMs + 27 * HOUR_MS,
    })),
  ),
  nitro('a chain without one of its links', ['case 3'], ['chain-broken'], {
    certificates: (list) => list.filter((_, i) => i !== 2),
  }),
  nitro('a chain with a link too many', ['case 3'], ['chain-broken'], {
    certificates: (list) => list.flatMap((one, i) => (i === 2 ? [one, one] : [one])),
  }),
  nitro('a chain in another order', ['case 3'], ['chain-broken'], {
    certificates: ([root, one, two, ...rest]) =>
      [root, two, one, ...rest].filter((link) => link !== undefined),
  }),
  nitro(
    'an authority that is none',
    ['case 3'],
    ['chain-broken'],
    withLevel(ZONAL, (level) => ({ ...level, pathLength: 'leaf' })),
  ),
  nitro(
    'an authority with too short a path length',
    ['case 3'],
    ['chain-broken'],
    withLevel(0, (level) => ({ ...level, pathLength: 0 })),
  ),
  nitro(
    'an authority that may not sign',
    ['case 3'],
    ['chain-broken'],
    withLevel(ZONAL, (level) => ({ ...level, usage: ['digital-signature'] })),
  ),
  nitro(
    'a critical extension that nobody knows',
    ['case 3'],
    ['certificate-invalid'],
    withLevel(ZONAL, edited([0x55, 0x1d, 0x0f], [0x55, 0x1d, 0x24])),
  ),
  nitro(
    'a boolean in another spelling',
    ['case 4'],
    ['certificate-invalid'],
    withLevel(ZONAL, edited([0x01, 0x01, 0xff], [0x01, 0x01, 0x01])),
  ),
  nitro(
    'a serial number in another spelling',
    ['case 4'],
    ['certificate-invalid'],
    withLevel(ZONAL, edited([0x02, 0x10, 0x01], [0x02, 0x10, 0x00, 0x01])),
  ),
  nitro('a certificate with bytes behind it', ['case 4'], ['certificate-invalid'], {
    certificates: (list) => list.map((one, i) => (i === 2 ? concat(one, new Uint8Array(2)) : one)),
  }),
  nitro(
    'a key that is not on its curve',
    ['case 5'],
    ['certificate-invalid', 'chain-broken'],
    withLevel(LEAF, edited(POINT, [...POINT, 1, 2, 3, 4])),
  ),
  nitro(
    'a key with a coordinate beyond the field',
    ['case 5'],
    ['certificate-invalid', 'chain-broken'],
    withLevel(LEAF, edited(POINT, [...POINT, ...Array<number>(48).fill(0xff)])),
  ),
];

const OF_THE_WRAPPER: readonly EnclaveFault[] = [
  nitro('a signature by another algorithm', ['case 6'], ['cose-invalid'], {
    header: writeCbor(new Map([[1, -7]])),
  }),
  nitro('a protected header with more in it', ['case 6'], ['cose-invalid'], {
    header: writeCbor(
      new Map([
        [1, -35],
        [4, 0],
      ]),
    ),
  }),
  nitro('junk in the unprotected header', ['case 6'], ['cose-invalid'], {
    wrapper: (wrapper) => ({ ...wrapper, unprotected: new Map([[4, 'key']]) }),
  }),
  nitro('a signature of another length', ['case 6'], ['cose-invalid'], {
    wrapper: (wrapper) => ({ ...wrapper, signature: concat(wrapper.signature, new Uint8Array(1)) }),
  }),
  nitro('a document that was encoded anew', ['evidence re-encoded'], ['signature-invalid'], {
    // The same map with a length: what a careless server in between makes of it.
    wrapper: (wrapper) => ({
      ...wrapper,
      payload: concat(Uint8Array.of(0xa9), wrapper.payload.slice(1, -1)),
    }),
  }),
];

const huge = (head: number): Bytes =>
  Uint8Array.of(head, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
const MALFORMED = ['document-invalid', 'cose-invalid', 'evidence-malformed', 'evidence-too-large'];

const OF_THE_FIELDS: readonly EnclaveFault[] = [
  nitro('a field twice', ['case 7'], MALFORMED, {
    fields: (fields) => [...fields, ['digest', 'SHA384']],
  }),
  nitro('a missing field', ['case 7'], MALFORMED, {
    fields: (fields) => fields.filter(([name]) => name !== 'pcrs'),
  }),
  nitro('a field that is too long', ['case 7'], MALFORMED, {
    ...withField('public_key', () => new Uint8Array(1025)),
  }),
  nitro('containers within containers', ['case 7'], MALFORMED, {
    payload: () => new Uint8Array(10_000).fill(0x81),
  }),
  nitro('a map that claims more than memory', ['case 7'], MALFORMED, { payload: () => huge(0xbb) }),
  nitro('an array that claims more than memory', ['case 7'], MALFORMED, {
    payload: () => huge(0x9b),
  }),
  nitro(
    'no nonce',
    ['case 8'],
    ['nonce-mismatch'],
    withField('nonce', () => null),
  ),
  nitro(
    'a nonce that is cut short',
    ['case 8'],
    ['nonce-mismatch'],
    withField('nonce', ({ nonce }) => nonce.slice(1)),
  ),
  nitro('a nonce in a field of another purpose', ['case 8'], ['nonce-mismatch'], {
    fields: (fields, { nonce }) =>
      fields.map(([name, value]) =>
        name === 'public_key' ? [name, nonce] : name === 'nonce' ? [name, null] : [name, value],
      ),
  }),
  nitro('a nonce outside of what is signed', ['case 8'], ['cose-invalid'], {
    ...withField('nonce', () => null),
    wrapper: (wrapper, { nonce }) => ({ ...wrapper, unprotected: new Map([['nonce', nonce]]) }),
  }),
  nitro(
    'a document of ten minutes ago under good certificates',
    ['case 9'],
    ['evidence-too-old', 'clock-wrong', 'certificate-not-yet-valid'],
    {
      ...withField('timestamp', ({ nowMs }) => nowMs - 600_000),
      levels: (levels, nowMs) => levels.map((level) => ({ ...level, fromMs: nowMs - HOUR_MS })),
    },
  ),
  nitro(
    'a debug enclave',
    ['case 10'],
    ['debug-enclave'],
    withField('pcrs', () => new Map(Array.from({ length: 16 }, (_, i) => [i, new Uint8Array(48)]))),
  ),
  nitro(
    'an image of which one register of three is another',
    ['case 11', 'case 14'],
    ['measurement-unknown'],
    {
      fields: (fields) =>
        fields.map(([name, value]) =>
          name === 'pcrs' && value instanceof Map
            ? [name, new Map([...value, [2, new Uint8Array(48).fill(0x44)]])]
            : [name, value],
        ),
    },
  ),
  nitro('an image without one of its registers', ['case 13', 'case 14'], MALFORMED, {
    fields: (fields) =>
      fields.map(([name, value]) =>
        name === 'pcrs' && value instanceof Map
          ? [name, new Map([...value].filter(([index]) => index !== 2))]
          : [name, value],
      ),
  }),
  nitro(
    'no bound key',
    ['case 15'],
    ['binding-mismatch'],
    withField('user_data', () => null),
  ),
  nitro(
    'the hash of another key',
    ['case 15'],
    ['binding-mismatch'],
    withField('user_data', () =>
      concat(
        Uint8Array.of(0x12, 0x20),
        new Uint8Array(32).fill(1),
        Uint8Array.of(0x12, 0x20),
        new Uint8Array(32).fill(2),
      ),
    ),
  ),
  nitro(
    'the key’s hash where the TLS hash belongs',
    ['case 16'],
    ['binding-mismatch'],
    withField('user_data', ({ boundHash }) =>
      concat(
        Uint8Array.of(0x12, 0x20),
        boundHash,
        Uint8Array.of(0x12, 0x20),
        new Uint8Array(32).fill(2),
      ),
    ),
  ),
  nitro(
    'the key’s hash without what stands before it',
    ['case 16'],
    ['binding-mismatch'],
    withField('user_data', ({ boundHash }) => boundHash),
  ),
  nitro(
    'a beginning of the key’s hash',
    ['case 16'],
    ['binding-mismatch'],
    withField('user_data', ({ boundHash }) =>
      concat(
        Uint8Array.of(0x12, 0x20),
        new Uint8Array(32).fill(1),
        Uint8Array.of(0x12, 0x1f),
        boundHash.slice(0, 31),
      ),
    ),
  ),
];

export const NITRO_FAULTS: readonly EnclaveFault[] = [
  ...OF_THE_CHAIN,
  ...OF_THE_WRAPPER,
  ...OF_THE_FIELDS,
  {
    id: 'a chain of its own under the right name',
    of: ['case 2'],
    codes: ['root-unknown'],
    set: ({ nitro: source, impostor }) =>
      void (source.lie = {
        certificates: ([, ...rest]) => [impostor.certificate, ...rest],
      }),
  },
];
