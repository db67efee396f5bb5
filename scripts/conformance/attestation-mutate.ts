/**
 * The edits of attestation vectors: `mutate` says what to do, `mutate_on` where (a companion file, a field of it, a
 * part of a token). An edit that is not understood, or that changes nothing, is an error: otherwise the unedited
 * evidence would be judged in its place.
 */
import {
  concat,
  equal,
  fromBase64Url,
  fromHex,
  fromUtf8,
  toBase64Url,
  toHex,
  utf8,
  type Bytes,
} from '../../lib/bytes/index.ts';
import { isRecord, numberAt, type JsonRecord } from '../json.ts';
import { listAt, recordsAt, textAt } from './entry.ts';

export type Parts = Readonly<Record<string, Bytes>>;
type Edit = (bytes: Bytes) => Bytes;

/** Applies every edit of an entry to its parts. */
export function mutated(parts: Parts, on: unknown, edits: unknown): Parts {
  if (edits === undefined || (Array.isArray(edits) && edits.length === 0)) return parts;
  const named = targetOf(on);
  // A name of no companion file is a field of the evidence itself.
  const isField = !(named.part in parts) && !COMPANIONS.includes(named.part);
  const target = isField ? { ...named, part: 'file', path: [named.part, ...named.path] } : named;
  const before = parts[target.part];
  if (before === undefined) throw new Error(`mutate_on: no ${target.part}`);
  let after = before;
  for (const edit of recordsAt({ edits }, 'edits')) {
    const edited = within(after, target, (bytes) => applyEdit(bytes, edit));
    if (equal(edited, after)) throw new Error(`${String(edit['op'])} changed nothing`);
    after = edited;
  }
  return { ...parts, [target.part]: after };
}

interface Target {
  readonly part: string;
  /** Steps into JSON. */
  readonly path: readonly string[];
  /** Which part of a token. */
  readonly token: number | undefined;
  readonly isHex: boolean;
}

/** "report", "leaf", "collateral.tcb_info_signature (hex-decoded)", "eat[0][1] payload (base64url decoded)" … */
const TARGET =
  /^(\w+)((?:\.[\w-]+|\[["']?[\w-]+["']?\])*)(?: (header|payload|signature))?(?: \(([\w -]+)\))?$/;
const FILE_NAMES = ['file', 'report', 'quote', 'eat', 'document', 'evidence'];
const COMPANIONS = ['leaf', 'chain', 'collateral', 'jwks', 'crl'];
const TOKEN_PARTS = ['header', 'payload', 'signature'];

function targetOf(on: unknown): Target {
  if (on === undefined) return { part: 'file', path: [], token: undefined, isHex: false };
  if (typeof on !== 'string') throw new Error('mutate_on is not text');
  const match = TARGET.exec(on);
  const [, name = '', path = '', token, codec] = match ?? [];
  if (name === '') throw new Error(`mutate_on ${on} is not understood`);
  const plain = codec?.replace('-', ' ');
  if (plain !== undefined && !['hex decoded', 'base64url decoded'].includes(plain)) {
    throw new Error(`mutate_on ${on} is not understood`);
  }
  return {
    part: FILE_NAMES.includes(name) ? 'file' : name,
    path: path.match(/[\w-]+/g) ?? [],
    token: token === undefined ? undefined : TOKEN_PARTS.indexOf(token),
    isHex: plain === 'hex decoded',
  };
}

/** Opens the way to the target, edits there, and puts everything back as it was. */
function within(bytes: Bytes, { path, token, isHex }: Target, edit: Edit): Bytes {
  if (path.length === 0 && token === undefined) return edit(bytes);
  return editJson(bytes, path, (value) => {
    if (typeof value !== 'string') return parseJson(edit(toJson(value)));
    if (token !== undefined) return editToken(value, token, edit);
    return isHex ? toHex(edit(fromHex(value))) : fromUtf8(edit(utf8(value)));
  });
}

function editToken(text: string, index: number, edit: Edit): string {
  const parts = text.split('.');
  const part = parts[index];
  if (part === undefined) throw new Error('not a token');
  parts[index] = toBase64Url(edit(fromBase64Url(part)));
  return parts.join('.');
}

function editJson(
  bytes: Bytes,
  path: readonly string[],
  change: (value: unknown) => unknown,
): Bytes {
  const root: unknown = { root: parseJson(bytes) };
  let holder = root;
  const steps = ['root', ...path];
  for (const step of steps.slice(0, -1)) holder = memberOf(holder, step);
  const last = steps.at(-1) ?? 'root';
  const value = change(memberOf(holder, last));
  if (Array.isArray(holder)) holder[Number(last)] = value;
  else if (isRecord(holder) && value === undefined) Reflect.deleteProperty(holder, last);
  else if (isRecord(holder)) holder[last] = value;
  return toJson(memberOf(root, 'root'));
}

function memberOf(holder: unknown, step: string): unknown {
  const value: unknown = Array.isArray(holder)
    ? holder[Number(step)]
    : isRecord(holder)
      ? holder[step]
      : undefined;
  if (value === undefined) throw new Error(`nothing at ${step}`);
  return value;
}

function parseJson(bytes: Bytes): unknown {
  return JSON.parse(fromUtf8(bytes));
}

function toJson(value: unknown): Bytes {
  return utf8(JSON.stringify(value));
}

const pathOf = (edit: JsonRecord, name: string): string[] =>
  edit[name] === undefined ? [] : textAt(edit, name).split('.');

const EDITS: Readonly<Record<string, (bytes: Bytes, edit: JsonRecord) => Bytes>> = {
  xor: (bytes, edit) => {
    const [offset, mask] = [numberAt(edit, 'offset'), fromHex(textAt(edit, 'mask'))];
    if (offset + mask.length > bytes.length) throw new Error('xor beyond the end');
    const changed = bytes.slice();
    mask.forEach((bits, index) => (changed[offset + index] = (bytes[offset + index] ?? 0) ^ bits));
    return changed;
  },
  truncate: (bytes, edit) => bytes.slice(0, numberAt(edit, 'length')),
  append: (bytes, edit) => concat(bytes, fromHex(textAt(edit, 'hex'))),
  splice: (bytes, edit) => {
    const [offset, removed] = [numberAt(edit, 'offset'), numberAt(edit, 'delete')];
    const insert = fromHex(textAt(edit, 'insert'));
    return concat(bytes.subarray(0, offset), insert, bytes.subarray(offset + removed));
  },
  reorder: (bytes, edit) => {
    const ranges = listAt(edit, 'ranges').map((range) => listAt({ range }, 'range').map(Number));
    const pieces = listAt(edit, 'order').map((index) => {
      const [offset = 0, length = 0] = ranges[Number(index)] ?? [];
      return bytes.subarray(offset, offset + length);
    });
    const starts = ranges.map(([offset = 0]) => offset);
    const ends = ranges.map(([offset = 0, length = 0]) => offset + length);
    const [from, to] = [Math.min(...starts), Math.max(...ends)];
    return concat(bytes.subarray(0, from), ...pieces, bytes.subarray(to));
  },
  replace_text: (bytes, edit) => {
    const [text, find, replacement] = [fromUtf8(bytes), textAt(edit, 'find'), textAt(edit, 'with')];
    if (text.includes(find)) return utf8(text.replaceAll(find, () => replacement));
    // Hex in either case is the same value to whoever wrote the edit.
    const pattern = new RegExp(find.replace(/[^\w]/g, '\\$&'), 'gi');
    return utf8(text.replace(pattern, () => replacement));
  },
  delete_field: (bytes, edit) => {
    const path = edit['path'] === undefined ? [textAt(edit, 'field')] : pathOf(edit, 'path');
    return editJson(bytes, path, () => undefined);
  },
  delete_key: (bytes, edit) =>
    editJson(bytes, ['keys'], (keys) =>
      recordsAt({ keys }, 'keys').filter(({ kid }) => kid !== edit['kid']),
    ),
  replace_json: (bytes, edit) => editJson(bytes, pathOf(edit, 'path'), () => edit['with']),
};

function applyEdit(bytes: Bytes, edit: JsonRecord): Bytes {
  const op = textAt(edit, 'op');
  const apply = Object.hasOwn(EDITS, op) ? EDITS[op] : undefined;
  if (apply === undefined) throw new Error(`edit ${op} is not understood`);
  return apply(bytes, edit);
}
