/**
 * A file of records that only grows, for state that must survive a kill at any moment: a record is acknowledged when it
 * and everything before it are on the disk (fdatasync), and several that come together share one write.
 *
 *   "sotto journal v1\n", then records: u32 length | first 16 bytes of SHA-256(length, payload) | payload
 *
 * What a kill leaves of the last write was acknowledged to nobody and is cut off at the next start. Must never go on
 * after a write that failed: how much of it is on the disk, only a restart can tell.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { concat, copyOf, equal, u32, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { CodedError } from '../../lib/errors/index.ts';

export type DurableErrorCode = 'journal-corrupt' | 'journal-broken' | 'journal-record-too-large';

export class DurableError extends CodedError<DurableErrorCode> {}

const MAGIC = utf8('sotto journal v1\n');
const SUM_BYTES = 16;
const HEAD_BYTES = 4 + SUM_BYTES;
const MAX_RECORD_BYTES = 65_536;
/** One write is never larger, so a longer unreadable end is no torn write: the disk has lost something. */
const MAX_WRITE_BYTES = 1_048_576;
const READ_BYTES = 1_048_576;

interface Waiting {
  readonly record: Bytes;
  readonly done: () => void;
  readonly failed: (cause: unknown) => void;
}

export class Journal {
  readonly #handle: FileHandle;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #failure: Error | undefined;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Opens or founds the file and hands every record in it over, oldest first. */
  static async open(path: string, onRecord: (payload: Bytes) => void): Promise<Journal> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const handle = await open(path, 'a+', 0o600);
    try {
      const { size } = await handle.stat();
      const good = await readRecords(handle, size, onRecord);
      if (good < size) await handle.truncate(good);
      if (good === 0) await handle.writeFile(MAGIC);
      await handle.sync();
      await syncFolder(dirname(path));
      return new Journal(handle);
    } catch (thrown) {
      await handle.close();
      throw thrown;
    }
  }

  /** Resolves when the record is on the disk. */
  append(payload: Bytes): Promise<void> {
    if (payload.length > MAX_RECORD_BYTES) throw new DurableError('journal-record-too-large');
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record: framed(payload), done: resolve, failed: reject });
      this.#writing ??= this.#write();
    });
  }

  /** Resolves when nothing waits any more. */
  async close(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
    this.#failure ??= new DurableError('journal-broken', 'closed');
    await this.#handle.close();
  }

  async #write(): Promise<void> {
    // The first of a turn waits for those that come in the same turn.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#nextGroup();
      try {
        if (this.#failure !== undefined) throw this.#failure;
        await writeWhole(this.#handle, concat(...group.map(({ record }) => record)));
        await this.#handle.datasync();
        for (const { done } of group) done();
      } catch (cause) {
        const error = new DurableError('journal-broken', undefined, { cause });
        this.#failure ??= error;
        for (const { failed } of group) failed(error);
      }
    }
    // In the turn in which nothing waited: whoever was told just now may have more to write before anybody else runs.
    this.#writing = undefined;
  }

  #nextGroup(): Waiting[] {
    let bytes = 0;
    const fits = this.#waiting.findIndex(
      ({ record }) => (bytes += record.length) > MAX_WRITE_BYTES,
    );
    return this.#waiting.splice(0, fits <= 0 ? this.#waiting.length : fits);
  }
}

async function writeWhole(handle: FileHandle, bytes: Bytes): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, at);
    at += bytesWritten;
  }
}

function framed(payload: Bytes): Bytes {
  return concat(u32(payload.length), sumOf(payload), payload);
}

function sumOf(payload: Bytes): Bytes {
  const hash = createHash('sha256').update(u32(payload.length)).update(payload).digest();
  return copyOf(hash.subarray(0, SUM_BYTES));
}

/** Where the last whole record ends. */
async function readRecords(
  handle: FileHandle,
  size: number,
  onRecord: (payload: Bytes) => void,
): Promise<number> {
  const magic = await readAt(handle, 0, Math.min(size, MAGIC.length));
  if (!equal(magic, MAGIC)) {
    // Killed before the very first write was whole.
    if (equal(magic, MAGIC.slice(0, size))) return 0;
    throw new DurableError('journal-corrupt', 'not a journal');
  }
  let good = MAGIC.length;
  for (;;) {
    const piece = await readAt(handle, good, Math.min(READ_BYTES, size - good));
    const taken = takeRecords(piece, onRecord);
    good += taken;
    if (taken === 0) break;
  }
  if (size - good > MAX_WRITE_BYTES + MAX_RECORD_BYTES) {
    throw new DurableError('journal-corrupt', `at byte ${good}`);
  }
  return good;
}

function takeRecords(piece: Bytes, onRecord: (payload: Bytes) => void): number {
  const view = new DataView(piece.buffer, piece.byteOffset, piece.length);
  let at = 0;
  while (at + HEAD_BYTES <= piece.length) {
    const length = view.getUint32(at);
    const end = at + HEAD_BYTES + length;
    if (length > MAX_RECORD_BYTES || end > piece.length) break;
    const payload = piece.slice(at + HEAD_BYTES, end);
    if (!equal(piece.slice(at + 4, at + HEAD_BYTES), sumOf(payload))) break;
    onRecord(payload);
    at = end;
  }
  return at;
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Bytes> {
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const { bytesRead } = await handle.read(bytes, at, length - at, position + at);
    if (bytesRead === 0) throw new DurableError('journal-corrupt', 'shorter than it was');
    at += bytesRead;
  }
  return bytes;
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder; there the file's own sync has to do.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
