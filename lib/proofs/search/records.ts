/**
 * What lies in the store `search`. A segment is the index of up to some thousand asks: a head with their ids, a sealed
 * list of the words that stand in any of them, and sealed chunks that say in which. An ask that no segment covers yet
 * is loose: a marker names it. Must never hold a word, a hash of one, or a length that tells of one, outside a seal.
 */
import { count, list, record, text, type Parsed } from '../../shape/index.ts';
import { byteString } from '../records.ts';

export const MAX_SEGMENT = 2048;

export const headRecord = record({
  id: text(80),
  ids: list(text(64), MAX_SEGMENT),
  /** When each was asked, for the order of what is found. */
  times: list(count(), MAX_SEGMENT),
});
export type HeadRecord = Parsed<typeof headRecord>;

export const pieceRecord = record({
  id: text(80),
  iv: byteString(12),
  sealed: byteString(64_000_000),
});

/** The number is new with every marker: an ask that was written again meanwhile is told by it. */
export const looseRecord = record({ id: text(80), number: count() });
export type LooseRecord = Parsed<typeof looseRecord>;

export const headKey = (segment: string): string => `head/${segment}`;
export const wordsKey = (segment: string): string => `piece/${segment}/words`;
export const chunkKey = (segment: string, chunk: number): string => `piece/${segment}/${chunk}`;
export const looseKey = (askId: string): string => `loose/${askId}`;

/** The segment of a head, the ask of a marker. */
export function nameIn({ id }: { readonly id: string }): string {
  return id.slice(id.indexOf('/') + 1);
}

/** All keys that begin so. */
export function keysFrom(prefix: string): IDBKeyRange {
  return IDBKeyRange.bound(prefix, `${prefix}\uffff`);
}

export const HEADS = 'head/';
export const LOOSE = 'loose/';
export const piecesOf = (segment: string): string => `piece/${segment}/`;
