/**
 * Which asks of a segment hold which of its words, as bytes: for each word how many asks, then their numbers, each as the
 * distance from the one before; every number in the variable-length form of LEB128. Cut into chunks of so many words,
 * so that a search opens a few of them and not all. Pure.
 */
import { copyOf, type Bytes } from '../../bytes/index.ts';

export const WORDS_A_CHUNK = 512;
/** The length of what is sealed says no more than to this many bytes. */
const PADDED_TO = 1024;

/** @param lists The numbers of the asks for each word, rising. */
export function encodeChunk(lists: readonly (readonly number[])[]): Bytes {
  const bytes: number[] = [];
  for (const list of lists) {
    writeNumber(bytes, list.length);
    let before = 0;
    for (const number of list) {
      writeNumber(bytes, number - before);
      before = number;
    }
  }
  const padded = new Uint8Array(Math.ceil(bytes.length / PADDED_TO) * PADDED_TO);
  padded.set(bytes);
  return copyOf(padded);
}

/** Marks the asks that hold one of these words; the words are numbered within the chunk, rising. */
export function markAsks(chunk: Bytes, words: readonly number[], marks: Uint8Array): void {
  let at = 0;
  let word = 0;
  const readNumber = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = chunk[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  };
  for (const wanted of words) {
    for (; word <= wanted; word++) {
      const count = readNumber();
      let ask = 0;
      for (let i = 0; i < count; i++) {
        ask += readNumber();
        if (word === wanted && ask < marks.length) marks[ask] = 1;
      }
    }
  }
}

function writeNumber(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
