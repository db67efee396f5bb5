/**
 * Signed notes (C2SP signed-note): a text, an empty line, and signature lines
 *
 *   — <key name> <base64(key id, 4 bytes; signature)>
 *
 * The text may itself hold empty lines and lines that look like signatures, so the note is cut at the last
 * empty line. Must never look at a note's meaning, and never forgive a form that two readers could read
 * differently.
 */
import {
  fromBase64,
  fromUtf8,
  toBase64,
  toHex,
  utf8,
  concat,
  fromHex,
  type Bytes,
} from '../bytes/index.ts';
import { SettlementError } from './errors.ts';
import { isKeyName } from './verifier-key.ts';

/** One post-quantum signature reaches 5 kB, so the whole note may be long although its text may not. */
export const MAX_NOTE_LENGTH = 256 * 1024;
const MAX_TEXT_LENGTH = 8 * 1024;
const MAX_SIGNATURES = 64;
const KEY_ID_LENGTH = 4;

export interface NoteSignature {
  readonly name: string;
  readonly keyIdHex: string;
  /** What follows the key id; its form depends on the key's type. */
  readonly signature: Bytes;
}

export interface Note {
  /** With its final newline: exactly what is signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Reads the envelope and verifies nothing. */
export function parseNote(bytes: Bytes): Note {
  if (bytes.length > MAX_NOTE_LENGTH) throw new SettlementError('note-too-large');
  const whole = readText(bytes);
  const cut = whole.lastIndexOf('\n\n');
  if (cut < 0 || !whole.endsWith('\n')) throw malformed('no signature block');
  const text = whole.slice(0, cut + 1);
  if (utf8(text).length > MAX_TEXT_LENGTH) throw new SettlementError('note-too-large', 'text');
  const lines = whole.slice(cut + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new SettlementError('note-too-large', 'signatures');
  return { text, signatures: lines.map(parseSignatureLine) };
}

function readText(bytes: Bytes): string {
  // Control bytes are refused as bytes: every one below 0x20 but the newline.
  if (bytes.some((byte) => byte < 0x20 && byte !== 0x0a)) throw malformed('control byte');
  try {
    return fromUtf8(bytes);
  } catch (cause) {
    throw malformed('not UTF-8', cause);
  }
}

/** Reads one signature line without its newline. */
export function parseSignatureLine(line: string): NoteSignature {
  // U+2014, one ASCII space, the name, one ASCII space, base64: names hold no space of any kind.
  const [, name, encoded] = /^\u2014 ([^ ]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
  if (name === undefined || encoded === undefined || !isKeyName(name)) {
    throw malformed('signature line');
  }
  let blob: Bytes;
  try {
    blob = fromBase64(encoded);
  } catch (cause) {
    throw malformed('base64', cause);
  }
  if (blob.length <= KEY_ID_LENGTH) throw malformed('no signature after the key id');
  return {
    name,
    keyIdHex: toHex(blob.subarray(0, KEY_ID_LENGTH)),
    signature: blob.slice(KEY_ID_LENGTH),
  };
}

/** One signature line with its newline. */
export function formatSignatureLine({ name, keyIdHex, signature }: NoteSignature): string {
  return `\u2014 ${name} ${toBase64(concat(fromHex(keyIdHex), signature))}\n`;
}

/** The whole note; the text must end in a newline. */
export function formatNote(text: string, signatures: readonly NoteSignature[]): Bytes {
  return utf8(`${text}\n${signatures.map(formatSignatureLine).join('')}`);
}

function malformed(detail: string, cause?: unknown): SettlementError {
  return new SettlementError('note-malformed', detail, { cause });
}
