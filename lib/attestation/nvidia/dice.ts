/**
 * The firmware digest in a device certificate (TCG DICE attestation architecture): Hopper carries it under
 * 2.23.133.5.4.1 with the device key, Blackwell as a DiceTcbInfo under 2.23.133.5.4.1.1.
 */
import { type Bytes } from '../../bytes/index.ts';
import {
  demand,
  elements,
  OCTET_STRING,
  oidHex,
  SEQUENCE,
  sequence,
  type Der,
} from '../core/der.ts';
import type { Certificate } from '../core/x509.ts';
import { refuse } from '../errors.ts';

export const COMPOSITE_DEVICE_ID = '678105050401';
const DICE_TCB_INFO = `${COMPOSITE_DEVICE_ID}01`;
const FWIDS = 0xa6; // [6] IMPLICIT SEQUENCE OF FWID
const SHA384 = '608648016503040202';

/** The digest of the firmware that holds the leaf's key. Throws when the certificate states none. */
export function firmwareIdOf(leaf: Certificate): Bytes {
  const composite = leaf.extensions.get(COMPOSITE_DEVICE_ID);
  if (composite !== undefined) return digestOf(sequence(composite.value)[2]);
  const tcbInfo = leaf.extensions.get(DICE_TCB_INFO) ?? missing();
  const fwids = sequence(tcbInfo.value).find(({ tag }) => tag === FWIDS) ?? missing();
  return digestOf(elements(fwids.value)[0]);
}

/** FWID ::= SEQUENCE { hashAlg, digest } */
function digestOf(fwid: Der | undefined): Bytes {
  const [algorithm, digest] = elements(demand(fwid, SEQUENCE).value);
  if (oidHex(algorithm) !== SHA384) missing();
  return demand(digest, OCTET_STRING).value;
}

function missing(): never {
  return refuse('certificate-invalid', 'no firmware digest');
}
