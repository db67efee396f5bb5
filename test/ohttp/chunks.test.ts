import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, utf8, type Bytes } from '../../lib/bytes/index.ts';
import {
  AES_SUITE,
  ChunkOpener,
  ChunkSealer,
  createGatewayKey,
  encodeVarint,
  MAX_CHUNK_SIZE,
  prepareSeal,
  PRODUCT_SUITE,
  RequestOpener,
} from '../../lib/ohttp/index.ts';
import { anyBytes, codeFrom, exchange, NOTHING, openAll, random, sealedParts } from './support.ts';

const PIECES = ['one', 'two', 'three', ''].map((text) => utf8(text));

describe.each([
  ['ChaCha20-Poly1305, which opens at once', PRODUCT_SUITE],
  ['AES-128-GCM, which is waited for', AES_SUITE],
])('a chunked response under %s', (_, suite) => {
  const answer = async (pieces = PIECES) => {
    const { sealed, opened } = await exchange('chunked', NOTHING, suite);
    return { sealed, opened, parts: await sealedParts(opened, pieces) };
  };

  it('arrives whole however it is cut, byte by byte too', async () => {
    const { sealed, parts } = await answer();
    const wire = concat(...parts);
    for (let step = 1; step <= wire.length; step++) {
      expect(await openAll(sealed.openChunks(), wire, step)).toEqual(concat(...PIECES));
    }
  });

  it('gives each chunk as soon as it is there', async () => {
    const { sealed, parts } = await answer();
    const opener = sealed.openChunks();
    const got: Bytes[][] = [];
    for (const part of parts) got.push(await opener.push(part));
    expect(got).toEqual([[], [PIECES[0]], [PIECES[1]], [PIECES[2]], []]);
    expect(await opener.end()).toEqual(NOTHING);
    expect(await codeFrom(() => opener.push(NOTHING))).toBe('context-used');
    expect(await codeFrom(() => opener.end())).toBe('context-used');
  });

  it('counts chunks in the order of the calls, not of what the calls wait for', async () => {
    const { sealed, parts } = await answer();
    const opener = sealed.openChunks();
    const reads = parts.map((part) => opener.push(part));
    const last = opener.end();
    expect((await Promise.all(reads)).flat()).toEqual(PIECES.slice(0, 3));
    expect(await last).toEqual(NOTHING);
  });

  it('cut anywhere before its end is never whole', async () => {
    const { sealed, parts } = await answer();
    const wire = concat(...parts);
    for (let length = 0; length < wire.length; length++) {
      const code = await codeFrom(() => openAll(sealed.openChunks(), wire.subarray(0, length)));
      expect(['truncated', 'open-failed']).toContain(code);
    }
    // Exactly between two chunks nothing but the missing end shows that something is missing.
    for (let kept = 1; kept < parts.length; kept++) {
      const cut = concat(...parts.slice(0, kept));
      expect(await codeFrom(() => openAll(sealed.openChunks(), cut))).toBe('truncated');
    }
  });

  it('does not open with anything added, left out, swapped, repeated or moved to the end', async () => {
    const { sealed, parts } = await answer();
    const [nonce = NOTHING, a = NOTHING, b = NOTHING, c = NOTHING, final = NOTHING] = parts;
    const wrong = [
      [nonce, a, b, c, final, new Uint8Array(1)],
      [nonce, b, c, final],
      [nonce, a, c, final],
      [nonce, b, a, c, final],
      [nonce, a, a, b, c, final],
      [nonce, a, b, c, new Uint8Array(1), c.subarray(1)],
      [nonce, a, b, c, encodeVarint(final.length - 1), final.subarray(1), final],
      [random(nonce.length), a, b, c, final],
    ];
    for (const wire of wrong) {
      expect(await codeFrom(() => openAll(sealed.openChunks(), concat(...wire)))).toBe(
        'open-failed',
      );
    }
  });

  it('releases nothing after a chunk that did not open, not even to calls made before', async () => {
    const { sealed, parts } = await answer();
    const changed = parts.map((part, i) =>
      i === 2 ? part.map((x, at) => (at === 3 ? x ^ 1 : x)) : part,
    );
    const opener = sealed.openChunks();
    const settled = await Promise.allSettled(changed.map((part) => opener.push(part)));
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
    ]);
    expect(await codeFrom(() => opener.end())).toBe('open-failed');
  });

  it('with an empty chunk that is not the last is refused, sealed right or not', async () => {
    const { sealed, opened, parts } = await answer();
    const sealer = await opened.sealChunks();
    expect(await codeFrom(() => sealer.chunk(NOTHING))).toBe('chunk-empty');
    for (const length of [1, 15, 16]) {
      const empty = concat(encodeVarint(length), new Uint8Array(length));
      const wire = concat(...parts.slice(0, 2), empty, ...parts.slice(2));
      expect(await codeFrom(() => openAll(sealed.openChunks(), wire))).toBe('open-failed');
    }
  });

  it('takes chunks up to the size that every receiver must take, and refuses larger before they arrive', async () => {
    const most = random(MAX_CHUNK_SIZE);
    const { sealed, opened, parts } = await answer([most, most]);
    expect(await openAll(sealed.openChunks(), concat(...parts), 4001)).toEqual(concat(most, most));
    const sealer = await opened.sealChunks();
    expect(await codeFrom(() => sealer.chunk(random(MAX_CHUNK_SIZE + 1)))).toBe('chunk-too-large');
    for (const length of [MAX_CHUNK_SIZE + 17, 2 ** 32, 2 ** 53 - 1]) {
      const announced = concat(parts[0] ?? NOTHING, encodeVarint(length));
      expect(await codeFrom(() => sealed.openChunks().push(announced))).toBe('chunk-too-large');
    }
    const beyond = concat(parts[0] ?? NOTHING, new Uint8Array(8).fill(0xff));
    expect(await codeFrom(() => sealed.openChunks().push(beyond))).toBe('chunk-too-large');
  });

  it('holds no more than one chunk, in the final one too', async () => {
    const { sealed, parts } = await answer([utf8('x')]);
    const opener = sealed.openChunks();
    await opener.push(concat(parts[0] ?? NOTHING, new Uint8Array(1)));
    const endless = async (): Promise<void> => {
      for (let i = 0; i < 100; i++) await opener.push(random(1000));
    };
    expect(await codeFrom(endless)).toBe('chunk-too-large');
  });

  it('takes lengths of any form', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(4, 8),
        fc.array(anyBytes(50), { minLength: 1 }),
        async (lengthSize, list) => {
          const pieces = list.filter((piece, i) => piece.length > 0 || i === list.length - 1);
          const { sealed, opened } = await exchange('chunked', NOTHING, suite);
          const sealer = await opened.sealChunks({ lengthSize });
          const parts = [sealer.start()];
          for (const piece of pieces.slice(0, -1)) parts.push(await sealer.chunk(piece));
          parts.push(await sealer.final(pieces.at(-1) ?? NOTHING));
          expect(await openAll(sealed.openChunks(), concat(...parts), 3)).toEqual(
            concat(...pieces),
          );
        },
      ),
      { numRuns: 10 },
    );
  });

  it('seals chunks in the order of the calls, and nothing after the last', async () => {
    const { sealed, opened } = await answer();
    const sealer = await opened.sealChunks();
    const parts = await Promise.all([
      sealer.chunk(utf8('a')),
      sealer.chunk(utf8('b')),
      sealer.final(utf8('c')),
    ]);
    expect(await openAll(sealed.openChunks(), concat(sealer.start(), ...parts))).toEqual(
      utf8('abc'),
    );
    expect(await codeFrom(() => sealer.chunk(utf8('d')))).toBe('context-used');
    expect(await codeFrom(() => sealer.final(utf8('d')))).toBe('context-used');
  });
});

describe('a chunked request', () => {
  it('may be written and opened piece by piece', async () => {
    const key = await createGatewayKey(5);
    const seal = await prepareSeal({ config: key.config, suite: PRODUCT_SUITE }, 'chunked');
    const { sealer, context } = seal.sealChunks();
    const wire = concat(
      sealer.start(),
      await sealer.chunk(utf8('ques')),
      await sealer.final(utf8('tion')),
    );
    for (const step of [1, 6, 38, wire.length]) {
      const opener = new RequestOpener([key], { random });
      const chunks: Bytes[] = [];
      for (let at = 0; at < wire.length; at += step) {
        chunks.push(...(await opener.push(wire.subarray(at, at + step))));
      }
      const { last, context: gateway } = await opener.end();
      expect(concat(...chunks, last)).toEqual(utf8('question'));
      const answer = await gateway.sealChunks();
      const sealed = concat(answer.start(), await answer.final(utf8('answer')));
      expect(await openAll(context.openChunks(), sealed)).toEqual(utf8('answer'));
    }
  });

  it('above one chunk is cut into chunks that every receiver takes', async () => {
    const large = random(3 * MAX_CHUNK_SIZE + 5);
    const { sealed, opened } = await exchange('chunked', large);
    expect(opened.plaintext).toEqual(large);
    // Three full chunks with their 4-byte lengths, then the marker of the final one.
    expect([...sealed.bytes.subarray(39, 43)]).toEqual([...encodeVarint(MAX_CHUNK_SIZE + 16)]);
    expect(sealed.bytes).toHaveLength(39 + 3 * (4 + 16) + 1 + 16 + large.length);
  });

  it('without its final chunk is refused', async () => {
    const key = await createGatewayKey(5);
    const { sealer } = (
      await prepareSeal({ config: key.config, suite: PRODUCT_SUITE }, 'chunked')
    ).sealChunks();
    const opener = new RequestOpener([key], { random });
    await opener.push(concat(sealer.start(), await sealer.chunk(utf8('half'))));
    expect(await codeFrom(() => opener.end())).toBe('truncated');
    expect(await codeFrom(() => new RequestOpener([key], { random }).end())).toBe('truncated');
  });
});

describe('a key that fails to come', () => {
  it('fails every call, and leaves no rejection unheard', async () => {
    const broken = new ChunkOpener(1, () => Promise.reject(new TypeError('no key')));
    await expect(broken.push(new Uint8Array(30))).rejects.toThrow('no key');
    await expect(broken.end()).rejects.toThrow('no key');
  });
});

describe('a key that takes its time', () => {
  it('is wiped after the last chunk that was handed in, not after the final one', async () => {
    const events: string[] = [];
    const key = {
      async seal(_nonce: Bytes, plaintext: Bytes): Promise<Bytes> {
        // The larger a chunk, the more turns it takes.
        for (let turn = 0; turn < plaintext.length; turn++) await Promise.resolve();
        events.push(`sealed ${String(plaintext.length)}`);
        return plaintext;
      },
      open: (): Bytes => NOTHING,
      wipe: (): void => void events.push('wiped'),
    };
    const sealer = new ChunkSealer(NOTHING, { key, baseNonce: new Uint8Array(12) });
    await Promise.all([sealer.chunk(random(90)), sealer.chunk(random(40)), sealer.final(NOTHING)]);
    expect(events).toEqual(['sealed 0', 'sealed 40', 'sealed 90', 'wiped']);
  });
});
