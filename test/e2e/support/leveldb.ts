/**
 * What a browser's files say once they are read as the browser reads them. Chromium keeps IndexedDB and extension
 * storage in LevelDB (doc/log_format.md, doc/table_format.md there): journals cut records into blocks of 32 KiB, tables
 * are packed by Snappy, and IndexedDB packs large values once more, behind the bytes ff 11 02.
 */
import { unpackSnappy } from './snappy.ts';

const LOG_BLOCK_BYTES = 32_768;
const LOG_HEAD_BYTES = 7;
const TABLE_FOOTER_BYTES = 48;
const TABLE_MAGIC = Buffer.from('57fb808b247547db', 'hex');
const BLOCK_TAIL_BYTES = 5;
const PACKED_VALUE = Buffer.from('ff1102', 'hex');

/** The bytes of a file as they lie there, and every text that is packed or cut up in them. */
export function readableForms(name: string, bytes: Buffer): Buffer[] {
  const forms = [bytes, ...whole(name, bytes)];
  return [...forms, ...forms.flatMap(packedValues)];
}

function whole(name: string, bytes: Buffer): Buffer[] {
  if (/\.log$|MANIFEST-\d+$/.test(name)) return logRecords(bytes);
  return isTable(bytes) ? tableBlocks(bytes) : [];
}

/** Each record: checksum (4), length (2, little-endian), kind (1: whole, 2: first, 3: middle, 4: last), data. */
function logRecords(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  let begun: Buffer[] = [];
  for (let at = 0; at + LOG_HEAD_BYTES <= bytes.length;) {
    const left = LOG_BLOCK_BYTES - (at % LOG_BLOCK_BYTES);
    if (left < LOG_HEAD_BYTES) {
      at += left;
      continue;
    }
    const length = bytes.readUInt16LE(at + 4);
    const kind = bytes.readUInt8(at + 6);
    if (kind < 1 || kind > 4) break;
    begun.push(bytes.subarray(at + LOG_HEAD_BYTES, at + LOG_HEAD_BYTES + length));
    if (kind === 1 || kind === 4) {
      records.push(Buffer.concat(begun));
      begun = [];
    }
    at += LOG_HEAD_BYTES + length;
  }
  return records;
}

function isTable(bytes: Buffer): boolean {
  return bytes.length >= TABLE_FOOTER_BYTES && bytes.subarray(-8).equals(TABLE_MAGIC);
}

/** The footer names the index block, whose entries name the data blocks. */
function tableBlocks(bytes: Buffer): Buffer[] {
  const footer = new Varints(bytes.subarray(-TABLE_FOOTER_BYTES));
  footer.next();
  footer.next();
  const index = blockAt(bytes, footer.next(), footer.next());
  return [index, ...handlesIn(index).map(([offset, size]) => blockAt(bytes, offset, size))];
}

function blockAt(bytes: Buffer, offset: number, size: number): Buffer {
  const block = bytes.subarray(offset, offset + size);
  const kind = bytes.subarray(offset, offset + size + BLOCK_TAIL_BYTES).readUInt8(size);
  const plain = kind === 1 ? unpackSnappy(block) : block;
  if (kind > 1 || plain === undefined) throw new Error(`a block packed in another way: ${kind}`);
  return plain;
}

/** Entries: shared, unshared and value length, the key's rest, the value; at the end a list of where keys begin anew. */
function handlesIn(index: Buffer): [number, number][] {
  const restarts = index.readUInt32LE(index.length - 4);
  const entries = new Varints(index.subarray(0, index.length - 4 * (restarts + 1)));
  const handles: [number, number][] = [];
  while (!entries.isAtEnd) {
    entries.next();
    const keyRest = entries.next();
    const valueLength = entries.next();
    entries.skip(keyRest);
    const value = new Varints(entries.skip(valueLength));
    handles.push([value.next(), value.next()]);
  }
  return handles;
}

class Varints {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  next(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes.readUInt8(this.#at++);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  skip(length: number): Buffer {
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

/** The mark may also stand by chance: what does not unpack was none. */
function packedValues(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = bytes.indexOf(PACKED_VALUE); at >= 0; at = bytes.indexOf(PACKED_VALUE, at + 1)) {
    const plain = unpackSnappy(bytes.subarray(at + PACKED_VALUE.length));
    if (plain !== undefined) found.push(plain);
  }
  return found;
}
