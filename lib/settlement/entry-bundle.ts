/**
 * Entry bundles (C2SP tlog-tiles): for each entry a big-endian uint16 length and the bytes, nothing after the
 * last. Must never allocate by a length it has not checked.
 */
import { concat, Reader, u16, type Bytes } from '../bytes/index.ts';
import { SettlementError } from './errors.ts';

export function encodeBundle(entries: readonly Bytes[]): Bytes {
  return concat(...entries.flatMap((entry) => [u16(entry.length), entry]));
}

/** Reads a bundle of exactly `width` entries; throws 'bundle-malformed' on one byte too few or too many. */
export function parseBundle(bytes: Bytes, width: number): Bytes[] {
  const entries = parseEntries(bytes, width);
  if (entries.length !== width) {
    throw new SettlementError('bundle-malformed', `${entries.length} entries of ${width}`);
  }
  return entries;
}

/** Reads entries until the bytes end; at most `limit` of them. */
export function parseEntries(bytes: Bytes, limit: number): Bytes[] {
  const reader = new Reader(bytes);
  const entries: Bytes[] = [];
  try {
    while (!reader.done) {
      if (entries.length === limit)
        throw new SettlementError('bundle-malformed', 'too many entries');
      entries.push(reader.bytes(reader.u16()).slice());
    }
  } catch (cause) {
    if (cause instanceof SettlementError) throw cause;
    throw new SettlementError('bundle-malformed', 'cut short', { cause });
  }
  return entries;
}
