import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, type Bytes } from '../../lib/bytes/index.ts';
import { ByteQueue } from '../../lib/ohttp/index.ts';
import { anyBytes, random } from './support.ts';

describe('the byte queue', () => {
  it('gives back what went in, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(anyBytes(50)), fc.infiniteStream(fc.nat(70)), (pieces, sizes) => {
        const queue = new ByteQueue();
        const taken: Bytes[] = [];
        const keep: Bytes[] = [];
        for (const piece of pieces) {
          queue.push(piece);
          const part = queue.take(Number(sizes.next().value));
          taken.push(part);
          keep.push(part.slice());
        }
        taken.push(queue.take(queue.length));
        expect(concat(...taken)).toEqual(concat(...pieces));
        // What was handed out stays as it was, whatever came after.
        expect(taken.slice(0, -1)).toEqual(keep);
      }),
    );
  });

  it('never writes to what it was given', () => {
    const whole = random(10);
    const before = whole.slice();
    const queue = new ByteQueue();
    queue.push(whole.subarray(0, 4));
    queue.push(random(3));
    queue.push(random(3000));
    expect(whole).toEqual(before);
    expect(queue.take(4)).toEqual(before.subarray(0, 4));
  });

  it('copies each byte a bounded number of times when read byte by byte', () => {
    const queue = new ByteQueue();
    const buffers = new Set<ArrayBuffer>();
    for (let i = 0; i < 1 << 18; i++) {
      queue.push(Uint8Array.of(i));
      // A view of nothing still tells which buffer the queue stands on.
      buffers.add(queue.take(0).buffer);
    }
    expect(queue.length).toBe(1 << 18);
    // A new buffer is a copy of everything: doubling means a dozen of them, not a quarter of a million.
    expect(buffers.size).toBeLessThan(16);
  });
});
