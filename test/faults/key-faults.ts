/** Key configurations that the attested transcript itself binds, and that no device may seal to. */
import { concat, u16, u8, type Bytes } from '../../lib/bytes/index.ts';
import type { EnclaveFault } from './enclave-fault.ts';

const HOUR_MS = 3_600_000;
const X25519 = 0x20;
const KDF_AND_AEAD = concat(u16(1), u16(3));

interface Entry {
  readonly keyId?: number;
  readonly kemId?: number;
  readonly key?: Bytes;
  readonly suites?: Bytes;
  readonly tail?: Bytes;
}

/** One entry as RFC 9458 section 3 has it, each part to be set. */
function entry({ keyId = 1, kemId = X25519, key, suites = KDF_AND_AEAD, tail }: Entry): Bytes {
  const publicKey = key ?? new Uint8Array(32).fill(9);
  const bytes = concat(
    ...[u8(keyId), u16(kemId), publicKey, u16(suites.length), suites],
    ...(tail === undefined ? [] : [tail]),
  );
  return concat(u16(bytes.length), bytes);
}

function bound(id: string, codes: readonly string[], keys: Bytes, of = 'case 18'): EnclaveFault {
  return {
    ...{ id, of: [of], codes },
    set: async ({ fake }) => {
      await fake.bindKeys(keys);
      await fake.refreshRelay();
    },
  };
}

const INVALID = ['key-config-invalid'];
const UNSUPPORTED = ['key-config-unsupported'];

export const KEY_FAULTS: readonly EnclaveFault[] = [
  bound('keys for an unknown KEM only', UNSUPPORTED, entry({ kemId: 0x7777 })),
  bound('keys for an unknown KDF only', UNSUPPORTED, entry({ suites: concat(u16(9), u16(3)) })),
  bound('keys for an unknown AEAD only', UNSUPPORTED, entry({ suites: concat(u16(1), u16(9)) })),
  bound('keys without a suite', INVALID, entry({ suites: new Uint8Array(0) })),
  bound('keys with half a suite', INVALID, entry({ suites: Uint8Array.of(0, 1) })),
  bound('keys with bytes behind the suites', INVALID, entry({ tail: new Uint8Array(3) })),
  bound('a key of another length', INVALID, entry({ key: new Uint8Array(31).fill(9) })),
  bound(
    'a good key with a broken one behind it',
    INVALID,
    concat(entry({}), Uint8Array.of(0, 9, 1)),
  ),
  {
    id: 'keys that are over',
    of: ['case 19'],
    codes: ['key-config-expired'],
    set: async ({ fake }) => {
      const nowMs = Date.now();
      fake.validity = { fromMs: nowMs - 26 * HOUR_MS, untilMs: nowMs - HOUR_MS, logIndex: 0 };
      await fake.rotateKey(211);
      await fake.refreshRelay();
    },
  },
  {
    id: 'keys that have not begun',
    of: ['case 19'],
    codes: ['key-config-expired'],
    set: async ({ fake }) => {
      const nowMs = Date.now();
      fake.validity = { fromMs: nowMs + HOUR_MS, untilMs: nowMs + 26 * HOUR_MS, logIndex: 0 };
      await fake.rotateKey(213);
      await fake.refreshRelay();
    },
  },
];
