/**
 * Writes an attestation document as the Nitro Security Module does: an untagged COSE_Sign1 (RFC 9052) with ES384,
 * around an indefinite map with these keys in this order. Development only; the check of such documents is
 * lib/attestation, which shares nothing with this file but the CBOR writer of single values.
 */
import { sign, type KeyObject } from 'node:crypto';
import { concat, type Bytes } from '../../lib/bytes/index.ts';
import { writeCbor, type CborInput } from '../../lib/cbor/index.ts';

export interface DocumentForm {
  readonly moduleId: string;
  readonly timestampMs: number;
  /** PCR 0 to 15, 48 bytes each. */
  readonly pcrs: readonly Bytes[];
  readonly certificate: Bytes;
  readonly cabundle: readonly Bytes[];
  readonly publicKey: Bytes;
  readonly userData: Bytes;
  readonly nonce: Bytes;
  readonly leafKey: KeyObject;
}

/** {1: -35}: ES384, as real documents write it. */
const PROTECTED = writeCbor(new Map([[1, -35]]));

export function writeDocument(form: DocumentForm): Bytes {
  const payload = writePayload(form);
  const toSign = writeCbor(['Signature1', PROTECTED, new Uint8Array(0), payload]);
  const signature = sign('sha384', toSign, { key: form.leafKey, dsaEncoding: 'ieee-p1363' });
  return writeCbor([PROTECTED, new Map(), payload, signature]);
}

function writePayload(form: DocumentForm): Bytes {
  const entries: readonly (readonly [string, CborInput])[] = [
    ['module_id', form.moduleId],
    ['digest', 'SHA384'],
    ['timestamp', form.timestampMs],
    ['pcrs', new Map(form.pcrs.map((value, index) => [index, value]))],
    ['certificate', form.certificate],
    ['cabundle', form.cabundle],
    ['public_key', form.publicKey],
    ['user_data', form.userData],
    ['nonce', form.nonce],
  ];
  const INDEFINITE_MAP = Uint8Array.of(0xbf);
  const BREAK = Uint8Array.of(0xff);
  const pairs = entries.flatMap(([key, value]) => [writeCbor(key), writeCbor(value)]);
  return concat(INDEFINITE_MAP, ...pairs, BREAK);
}
