/**
 * Hex and base64 as text: strict readers (RFC 4648), so that one byte string has exactly one accepted form
 * of each kind. Must never guess what a sloppy text may have meant.
 */
import type { Bytes } from './bytes.ts';
import { BytesError } from './errors.ts';

/** Every byte's two digits: lists of thousands of serial numbers are compared in hex. */
const HEX: readonly string[] = /* @__PURE__ */ Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte] ?? '';
  return text;
}

/** Reads hex of either case; throws BytesError 'hex-invalid' on odd length or any other character. */
export function fromHex(text: string): Bytes {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) throw new BytesError('hex-invalid');
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** base64 with padding (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
  // Piecewise, because a spread of a large array overflows the argument list.
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8192) {
    binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return btoa(binary);
}

/** Reads padded base64; throws BytesError 'base64-invalid' on anything but the canonical form. */
export function fromBase64(text: string): Bytes {
  let binary: string;
  try {
    binary = atob(text);
  } catch (cause) {
    throw new BytesError('base64-invalid', undefined, { cause });
  }
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  // atob forgives white space, missing padding and stray bits; only one spelling is accepted here.
  if (toBase64(bytes) !== text) throw new BytesError('base64-invalid');
  return bytes;
}

/** base64url without padding (RFC 4648 section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Reads unpadded base64url; throws BytesError 'base64-invalid' on anything but the canonical form. */
export function fromBase64Url(text: string): Bytes {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new BytesError('base64-invalid');
  const padding = '='.repeat((4 - (text.length % 4)) % 4);
  return fromBase64(text.replaceAll('-', '+').replaceAll('_', '/') + padding);
}
