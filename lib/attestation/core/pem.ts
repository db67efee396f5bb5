/**
 * PEM (RFC 7468) as quotes and collateral carry it: certificates one after another, nothing between them but white
 * space and the NUL that ends a C string. Must never skip over what it does not know.
 */
import { type Bytes } from '../../bytes/index.ts';
import { refuse } from '../errors.ts';

const BLOCK =
  /^-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END CERTIFICATE-----[\s\0]*/;

/** The certificates of a chain, DER, in the order given. At most `limit`. */
export function parsePem(text: string, limit = 6): Bytes[] {
  const found: Bytes[] = [];
  for (let rest = text.trimStart(); rest !== '';) {
    const block = BLOCK.exec(rest);
    const [whole, base64] = block ?? [];
    if (whole === undefined || base64 === undefined || found.length === limit) {
      return refuse('certificate-invalid', 'PEM');
    }
    found.push(decoded(base64.replace(/[\r\n]/g, '')));
    rest = rest.slice(whole.length);
  }
  return found;
}

/** The alphabet was checked above; one spelling is not needed, since what is signed is the DER. */
function decoded(base64: string): Bytes {
  let binary: string;
  try {
    binary = atob(base64);
  } catch (cause) {
    return refuse('certificate-invalid', 'PEM', cause);
  }
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
