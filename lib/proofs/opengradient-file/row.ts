/** As much of a registry's row as a proof file holds. Must never fill in what a registry would have said. */
import { Reader, type Bytes } from '../../bytes/index.ts';
import { teeIdOf, type OhttpKey, type RecheckedRow } from '../../opengradient/index.ts';
import type { OpengradientProofFile } from './encode.ts';

export function rowOf(file: OpengradientProofFile): RecheckedRow {
  const { signingKey, tlsCertificate, registeredAtSeconds, key } = file;
  return {
    ...{ signingKey, tlsCertificate },
    teeId: teeIdOf(signingKey),
    pcrHash: null,
    registeredAt: BigInt(registeredAtSeconds),
    ohttpKey: key === null ? undefined : readBlob(key.config),
    keySignature: key?.signature,
  };
}

/** key_id 1 | kem_id 2 | public key 32 | 0004 | kdf_id 2 | aead_id 2; whether it says so is checked with its signature. */
function readBlob(config: Bytes): OhttpKey {
  const reader = new Reader(config);
  const [keyId, kemId, publicKey] = [reader.u8(), reader.u16(), reader.bytes(32)];
  reader.u16();
  const numbers = { keyId, kemId, publicKey, kdfId: reader.u16(), aeadId: reader.u16() };
  return { ...numbers, keyConfig: config };
}
