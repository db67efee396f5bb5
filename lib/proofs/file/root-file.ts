/** A root that a reader trusts, as the file that they name: DER, or the same in PEM. */
import { fromBase64, type Bytes } from '../../bytes/index.ts';

const PEM = /-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/;
const DER_SEQUENCE = 0x30;

/** Undefined for what is no certificate; whether it is a good one, the first proof under it shows. */
export function certificateIn(bytes: Bytes): Bytes | undefined {
  const pem = PEM.exec(new TextDecoder('latin1').decode(bytes))?.[1];
  if (pem !== undefined) return fromBase64(pem.replace(/\s+/g, ''));
  return bytes[0] === DER_SEQUENCE ? bytes : undefined;
}
