/**
 * Reads the certificate table that a host hands its guest beside a report (GHCB specification, section 4.1.8.1):
 *
 *   entries  GUID (16), offset (u32 LE), length (u32 LE); ended by an entry of zeros; then the certificates
 *
 * The table is nobody's word: only the key certificate is taken from it, and that proves itself.
 */
import { toHex, type Bytes } from '../../bytes/index.ts';
import { refuse } from '../errors.ts';

const ENTRY = 24;
const MAX_ENTRIES = 16;
/** As they lie in memory: the first three parts little-endian. */
const KEYS = [
  // VCEK 63da758d-e664-4564-adc5-f4b93be8accd
  '8d75da6364e66445adc5f4b93be8accd',
  // VLEK a8074bc2-a25a-483e-aae6-39c045a0b8a1
  'c24b07a85aa23e48aae639c045a0b8a1',
];

/** The VCEK or VLEK certificate, DER. Throws AttestationError 'evidence-malformed'. */
export function keyCertificateIn(table: Bytes): Bytes {
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  for (let at = 0; at < MAX_ENTRIES * ENTRY && at + ENTRY <= table.length; at += ENTRY) {
    const guid = toHex(table.subarray(at, at + 16));
    const [offset, length] = [view.getUint32(at + 16, true), view.getUint32(at + 20, true)];
    if (/^0+$/.test(guid)) break;
    if (!KEYS.includes(guid)) continue;
    if (offset + length > table.length) refuse('evidence-malformed', 'certificate table');
    return table.slice(offset, offset + length);
  }
  return refuse('evidence-malformed', 'no key certificate');
}
