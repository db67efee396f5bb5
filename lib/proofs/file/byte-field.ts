/** Bytes as a field of a file: unpadded canonical base64url, of a bounded length. */
import { fromBase64Url, type Bytes } from '../../bytes/index.ts';
import { text, type Parser } from '../../shape/index.ts';
import { ProofFileError } from './errors.ts';

/** Of at most, and at least, so many bytes. */
export function byteField(most: number, least = 0): Parser<Bytes> {
  const spelt = text(Math.ceil((most * 4) / 3), /^[A-Za-z0-9_-]*$/);
  return (value, path = '') => {
    const read = fromBase64Url(spelt(value, path));
    if (read.length < least) throw new ProofFileError('proof-file-malformed', path);
    return read;
  };
}
