/**
 * The log in its folder. `public/` holds what anyone may read, exactly as tlog-tiles lays it out; `private/` the key,
 * the journal, and the checkpoint last signed.
 *
 * One batch, each step durable before the next: journal → bundles and tiles → checkpoint signed and kept as
 * last-signed (this is the commit) → submitters answered. Publishing comes after, in publisher.ts.
 * Must never sign two roots for one size, or a smaller size than before, and never mend a state that was rolled back.
 */
import { equal, fromUtf8, type Bytes } from '../../lib/bytes/index.ts';
import {
  EMPTY_ROOT,
  formatCheckpointText,
  formatNote,
  LOG_SIGNATURE,
  openCheckpoint,
  signText,
  type SignedCheckpoint,
  type TileReader,
  tilePath,
} from '../../lib/settlement/index.ts';
import { DurableFiles, type BeforeStep } from './durable-files.ts';
import { LedgerError } from './errors.ts';
import { lockFolder, type FolderLock } from './folder-lock.ts';
import { encodeJournal, parseJournal } from './journal.ts';
import { loadSigningKey, type SigningKey } from './private-key.ts';
import { EMPTY_EDGE, grow, readEdge, type TreeEdge } from './tree-edge.ts';

const LAST_SIGNED = 'private/last-signed';
const JOURNAL = 'private/journal';
const PUBLISHED = 'public/checkpoint';

export class LogStore {
  readonly #files: DurableFiles;
  readonly #lock: FolderLock;
  readonly #signing: SigningKey;
  #edge: TreeEdge = EMPTY_EDGE;
  #signed: SignedCheckpoint;
  #published: SignedCheckpoint | null = null;
  #isBroken = false;

  private constructor(
    files: DurableFiles,
    lock: FolderLock,
    signing: SigningKey,
    signed: SignedCheckpoint,
  ) {
    this.#files = files;
    this.#lock = lock;
    this.#signing = signing;
    this.#signed = signed;
  }

  /** Opens or founds the log of that origin, and finishes what an earlier death left unfinished. */
  static async open(folder: string, origin: string, beforeStep?: BeforeStep): Promise<LogStore> {
    const files = await DurableFiles.open(folder, beforeStep);
    const lock = await lockFolder(folder);
    try {
      await files.clear();
      const stored = await files.read(LAST_SIGNED);
      const shown = await files.read(PUBLISHED);
      // A published checkpoint without the private record of it: somebody restored half a backup.
      if (stored === undefined && shown !== undefined) throw new LedgerError('ledger-rolled-back');
      const signing = await loadSigningKey(files, origin, LOG_SIGNATURE, stored === undefined);
      const noteBytes = stored ?? (await signTree(signing, { size: 0n, root: EMPTY_ROOT }));
      const store = new LogStore(files, lock, signing, await openOwn(signing, noteBytes));
      if (stored === undefined) await files.replace({ path: LAST_SIGNED, bytes: noteBytes });
      await store.#recover(shown);
      return store;
    } catch (thrown) {
      await lock.release();
      throw thrown;
    }
  }

  /** For what stands beside the log in its folder, under the same lock. */
  get files(): DurableFiles {
    return this.#files;
  }
  get signing(): SigningKey {
    return this.#signing;
  }
  /** The newest tree that is durable; its entries have been acknowledged. */
  get signed(): SignedCheckpoint {
    return this.#signed;
  }
  get published(): SignedCheckpoint | null {
    return this.#published;
  }

  async #recover(shown: Bytes | undefined): Promise<void> {
    const { size, root } = this.#signed;
    this.#edge = await readEdge((path) => this.#files.read(`public/${path}`), size, root);
    this.#published = shown === undefined ? null : await openOwn(this.#signing, shown);
    const published = this.#published;
    const isAhead =
      published !== null &&
      (published.size > size || (published.size === size && !equal(published.root, root)));
    if (isAhead) throw new LedgerError('ledger-rolled-back', 'published is newer');
    const bytes = await this.#files.read(JOURNAL);
    if (bytes === undefined) return;
    const journal = parseJournal(bytes);
    if (journal.oldSize === size) await this.#write(journal.entries);
    else if (journal.oldSize + BigInt(journal.entries.length) !== size) {
      throw new LedgerError('ledger-rolled-back', 'journal is of another tree');
    }
  }

  /** Appends a batch and returns the index of its first entry, when all of it is durable and integrated. */
  async append(entries: readonly Bytes[]): Promise<bigint> {
    if (this.#isBroken) throw new LedgerError('ledger-stopped');
    const first = this.#edge.size;
    if (entries.length === 0) return first;
    try {
      const journal = encodeJournal({ oldSize: first, entries });
      await this.#files.replace({ path: JOURNAL, bytes: journal });
      await this.#write(entries);
    } catch (thrown) {
      // Half a batch may be on disk: only a restart, which reads the journal, knows how to go on.
      this.#isBroken = true;
      throw thrown;
    }
    return first;
  }

  async #write(entries: readonly Bytes[]): Promise<void> {
    const { edge, root, files } = await grow(this.#edge, entries);
    await this.#files.create(files.map(({ path, bytes }) => ({ path: `public/${path}`, bytes })));
    const noteBytes = await signTree(this.#signing, { size: edge.size, root });
    const signed = await openOwn(this.#signing, noteBytes);
    await this.#files.replace({ path: LAST_SIGNED, bytes: noteBytes });
    this.#edge = edge;
    this.#signed = signed;
  }

  /** Puts a checkpoint of ours, with whatever cosignatures it has by now, before the public. */
  async publish(noteBytes: Bytes): Promise<void> {
    const next = await openOwn(this.#signing, noteBytes);
    if (next.size < (this.#published?.size ?? 0n)) throw new LedgerError('ledger-rolled-back');
    await this.#files.replace({ path: PUBLISHED, bytes: noteBytes });
    this.#published = next;
  }

  /** A file below the log's prefix, whether or not a published checkpoint covers it. */
  readPublic(path: string): Promise<Bytes | undefined> {
    return this.#files.read(`public/${path}`);
  }

  readonly readTile: TileReader = async (tile) => {
    const bytes = await this.readPublic(tilePath(tile));
    // A smaller width of a tile may not be on disk: sizes between two batches never existed.
    const wider = bytes ?? (await this.#readWider(tile));
    if (wider === undefined) throw new LedgerError('ledger-state-corrupt', tilePath(tile));
    return wider;
  };

  async #readWider(tile: Parameters<TileReader>[0]): Promise<Bytes | undefined> {
    const full = await this.readPublic(tilePath({ ...tile, width: 256 }));
    return full?.slice(0, tile.width * 32);
  }

  /** No more writes; the folder is free for another process. */
  async close(): Promise<void> {
    this.#isBroken = true;
    await this.#lock.release();
  }
}

async function signTree(
  { key, sign }: SigningKey,
  { size, root }: { size: bigint; root: Bytes },
): Promise<Bytes> {
  const text = formatCheckpointText({ origin: key.name, size, root, extensions: [] });
  return formatNote(text, [await signText(text, key, sign)]);
}

async function openOwn({ key }: SigningKey, noteBytes: Bytes): Promise<SignedCheckpoint> {
  try {
    return await openCheckpoint(noteBytes, { origin: key.name, logKey: key, witnessKeys: [] });
  } catch (cause) {
    const shown = fromUtf8(noteBytes.subarray(0, 64));
    throw new LedgerError('ledger-state-corrupt', `checkpoint: ${shown}`, { cause });
  }
}
