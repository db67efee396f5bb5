/**
 * The batch that is being written: put on disk before anything else, so that its order is fixed and a death in the
 * middle can be made good by doing the same again.
 *
 *   "sotto ledger journal v1\n", u64 size before, u32 count, entries (u16 length and bytes each), SHA-256 of all that
 */
import { createHash } from 'node:crypto';
import {
  concat,
  copyOf,
  equal,
  Reader,
  u32,
  u64,
  utf8,
  type Bytes,
} from '../../lib/bytes/index.ts';
import { encodeBundle, parseEntries } from '../../lib/settlement/index.ts';
import { LedgerError } from './errors.ts';

const MAGIC = utf8('sotto ledger journal v1\n');
const DIGEST_LENGTH = 32;

export interface Journal {
  readonly oldSize: bigint;
  readonly entries: readonly Bytes[];
}

export function encodeJournal({ oldSize, entries }: Journal): Bytes {
  const body = concat(MAGIC, u64(Number(oldSize)), u32(entries.length), encodeBundle(entries));
  return concat(body, digestOf(body));
}

/** The file is put in place whole, so anything but a whole one means that the disk lost something. */
export function parseJournal(bytes: Bytes): Journal {
  const body = bytes.slice(0, -DIGEST_LENGTH);
  if (!equal(digestOf(body), bytes.subarray(-DIGEST_LENGTH))) throw corrupt();
  const reader = new Reader(body);
  if (!equal(reader.bytes(MAGIC.length), MAGIC)) throw corrupt();
  const oldSize = BigInt(reader.u64());
  const count = reader.u32();
  const entries = parseEntries(reader.rest(), count);
  if (entries.length !== count) throw corrupt();
  return { oldSize, entries };
}

function digestOf(bytes: Bytes): Bytes {
  return copyOf(createHash('sha256').update(bytes).digest());
}

function corrupt(): LedgerError {
  return new LedgerError('ledger-state-corrupt', 'journal');
}
