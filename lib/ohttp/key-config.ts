/**
 * Key configurations (RFC 9458 section 3). An application/ohttp-keys body is a sequence of entries, each
 * behind a 2-byte length:
 *
 *   key_id(1) | kem_id(2) | public key(Npk) | algorithms length(2) | (kdf_id(2) | aead_id(2)) ...
 *
 * One wrongly encoded entry discards the whole list, so that repairs cannot be used to split users (section 3.2).
 * An identifier that is not known here is no wrong encoding. Must never decide whether to trust a key.
 */
import { BytesError, concat, Reader, u16, u8, type Bytes } from '../bytes/index.ts';
import { OhttpError } from './errors.ts';
import type { Suite } from './hpke.ts';
import { PRODUCT_SUITE } from './suites.ts';

export interface KeyConfig {
  readonly keyId: number;
  readonly kemId: number;
  readonly publicKey: Bytes;
  readonly suites: readonly { readonly kdfId: number; readonly aeadId: number }[];
  /** The entry as it came, without its length: what is hashed and compared. */
  readonly bytes: Bytes;
}

/** A configuration together with the suite that will be used with it. */
export interface ChosenKey {
  readonly config: KeyConfig;
  readonly suite: Suite;
}

/**
 * Npk of every KEM of the registry. An entry of another KEM has no known end of its public key
 * and can only be stepped over.
 */
const PUBLIC_KEY_SIZES: Readonly<Record<number, number>> = {
  0x0010: 65,
  0x0011: 97,
  0x0012: 133,
  0x0020: 32,
  0x0021: 56,
  0x0040: 800,
  0x0041: 1184,
  0x0042: 1568,
  0x0050: 1249,
  0x0051: 1665,
  0x647a: 1216,
};

export function parseKeyConfigs(body: Bytes): KeyConfig[] {
  try {
    const list = new Reader(body);
    const configs: KeyConfig[] = [];
    do {
      const config = parseEntry(list.bytes(list.u16()));
      if (config) configs.push(config);
    } while (!list.done);
    return configs;
  } catch (cause) {
    if (!(cause instanceof BytesError)) throw cause;
    throw new OhttpError('key-config-invalid', undefined, { cause });
  }
}

/** One configuration as RFC 9458 appendix A prints it, without the length; undefined for a KEM that is not known. */
function parseEntry(bytes: Bytes): KeyConfig | undefined {
  const reader = new Reader(bytes);
  const keyId = reader.u8();
  const kemId = reader.u16();
  const publicKeySize = PUBLIC_KEY_SIZES[kemId];
  if (publicKeySize === undefined) return undefined;
  const publicKey = reader.bytes(publicKeySize);
  const algorithmsSize = reader.u16();
  if (algorithmsSize === 0 || algorithmsSize % 4 !== 0 || algorithmsSize !== reader.remaining) {
    throw new OhttpError('key-config-invalid', 'algorithms length');
  }
  const suites: { kdfId: number; aeadId: number }[] = [];
  while (!reader.done) suites.push({ kdfId: reader.u16(), aeadId: reader.u16() });
  return { keyId, kemId, publicKey, suites, bytes };
}

/** Builds the entry of a gateway's key. All suites share its KEM. */
export function keyConfigOf(keyId: number, publicKey: Bytes, suites: readonly Suite[]): KeyConfig {
  const [first] = suites;
  if (!first || suites.some(({ kem }) => kem.id !== first.kem.id)) {
    throw new OhttpError('key-config-invalid', 'suites');
  }
  const pairs = suites.map(({ kdf, aead }) => ({ kdfId: kdf.id, aeadId: aead.id }));
  const algorithms = pairs.flatMap(({ kdfId, aeadId }) => [u16(kdfId), u16(aeadId)]);
  const head = concat(u8(keyId), u16(first.kem.id), publicKey, u16(4 * pairs.length));
  const bytes = concat(head, ...algorithms);
  return { keyId, kemId: first.kem.id, publicKey, suites: pairs, bytes };
}

/** The application/ohttp-keys body. */
export function encodeKeyConfigs(configs: readonly KeyConfig[]): Bytes {
  return concat(...configs.flatMap(({ bytes }) => [u16(bytes.length), bytes]));
}

/**
 * The first suite of the caller's list that any configuration offers, with the first configuration that offers
 * it: an order that is the same in every installation, whatever the gateway's own order is.
 */
export function chooseKeyConfig(
  configs: readonly KeyConfig[],
  preferred: readonly Suite[] = [PRODUCT_SUITE],
): ChosenKey {
  for (const suite of preferred) {
    const config = configs.find((candidate) => offers(candidate, suite));
    if (config) return { config, suite };
  }
  throw new OhttpError('key-config-unsupported');
}

function offers(config: KeyConfig, { kem, kdf, aead }: Suite): boolean {
  return (
    config.kemId === kem.id &&
    config.suites.some(({ kdfId, aeadId }) => kdfId === kdf.id && aeadId === aead.id)
  );
}
