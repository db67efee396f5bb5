/** Paths, bundles, notes and checkpoints: written and read back, and one spelling only. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyOf, fromUtf8, utf8 } from '../../lib/bytes/index.ts';
import {
  COSIGNATURE_V1,
  cosignText,
  encodeBundle,
  formatAddCheckpoint,
  formatCheckpointText,
  formatNote,
  LOG_SIGNATURE,
  makeVerifierKey,
  openCheckpoint,
  parseAddCheckpoint,
  parseBundle,
  parseCheckpointText,
  parseNote,
  parseResourcePath,
  parseVerifierKey,
  resourcePath,
  resourcesOf,
  signerFromSeed,
  signText,
  verifyNote,
} from '../../lib/settlement/index.ts';

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(copyOf);
const size = fc.bigInt({ min: 1n, max: (1n << 63n) - 1n });
const line = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 30 })
  // eslint-disable-next-line no-control-regex -- notes hold no control bytes
  .filter((text) => !/[\u0000-\u001f\ud800-\udfff]/u.test(text));
const seeds = { log: new Uint8Array(32).fill(1), witness: new Uint8Array(32).fill(2) };
const log = await signerFromSeed(seeds.log);
const witness = await signerFromSeed(seeds.witness);
const logKey = await makeVerifierKey('log.test/a', LOG_SIGNATURE, log.publicKey);
const witnessKey = await makeVerifierKey('witness.test/w', COSIGNATURE_V1, witness.publicKey);

test('every resource has one path, and every path one resource', () => {
  const n = fc.bigInt({ min: 0n, max: (1n << 55n) - 1n });
  const width = fc.integer({ min: 1, max: 256 });
  fc.assert(
    fc.property(fc.nat(63), n, width, fc.boolean(), (level, tile, w, isTile) => {
      const resource = isTile
        ? ({ kind: 'tile', level, n: tile, width: w } as const)
        : ({ kind: 'entries', n: tile, width: w } as const);
      expect(parseResourcePath(resourcePath(resource))).toEqual(resource);
    }),
  );
  const near = fc.stringMatching(/^tile\/[0-9entris]{1,7}\/[x0-9/]{3,9}(\.p\/[0-9]{0,3})?$/);
  fc.assert(
    fc.property(near, (path) => {
      let read: string;
      try {
        read = resourcePath(parseResourcePath(path));
      } catch {
        return;
      }
      expect(read).toBe(path);
    }),
  );
});

test.each([
  [65_535n, 513],
  [65_536n, 514],
  [65_537n, 516],
])('a log of %s entries has %i files beside its checkpoint', (entries, count) => {
  expect([...resourcesOf(entries)]).toHaveLength(count);
});

test('bundles are read back, and not with one byte more or less', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 300 }).map(copyOf), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(entries, (list) => {
      const bundle = encodeBundle(list);
      expect(parseBundle(bundle, list.length)).toEqual(list);
      expect(() => parseBundle(bundle.slice(0, -1), list.length)).toThrow('bundle-malformed');
      expect(() => parseBundle(bundle, list.length + 1)).toThrow('bundle-malformed');
      expect(() => parseBundle(bundle, list.length - 1)).toThrow('bundle-malformed');
    }),
  );
});

test('a signed and cosigned checkpoint opens, and not with any byte of it changed', async () => {
  const extensions = fc.array(line, { maxLength: 3 });
  const time = fc.bigInt({ min: 0n, max: (1n << 63n) - 1n });
  await fc.assert(
    fc.asyncProperty(size, hash, extensions, time, fc.nat(), async (n, root, lines, at, where) => {
      const checkpoint = { origin: 'log.test/a', size: n, root, extensions: lines };
      const text = formatCheckpointText(checkpoint);
      expect(parseCheckpointText(text)).toEqual(checkpoint);
      const signature = await signText(text, logKey, log.sign);
      const cosignature = await cosignText(text, at, witnessKey, witness.sign);
      const note = formatNote(text, [signature, cosignature]);
      const identity = { origin: 'log.test/a', logKey, witnessKeys: [witnessKey] };
      const opened = await openCheckpoint(note, identity);
      expect(opened).toMatchObject(checkpoint);
      expect(opened.cosignatures).toEqual([{ key: witnessKey, timeSeconds: at }]);
      const bent = copyOf(note);
      bent[where % bent.length] = (bent[where % bent.length] ?? 0) ^ 1;
      // A changed name or key id makes a line a stranger's: then nothing of it may count.
      const left = await openCheckpoint(bent, identity).catch(() => null);
      expect(left === null || left.cosignatures.length === 0).toBe(true);
      if (left !== null) expect(left.text).toBe(text);
    }),
    { numRuns: 60 },
  );
});

test('the same witness under two names counts once', async () => {
  const alias = await makeVerifierKey('other.test/w', COSIGNATURE_V1, witness.publicKey);
  const text = 'log.test/a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n';
  const lines = [
    await signText(text, logKey, log.sign),
    await cosignText(text, 7n, witnessKey, witness.sign),
    await cosignText(text, 9n, alias, witness.sign),
  ];
  const verified = await verifyNote(parseNote(formatNote(text, lines)), [
    logKey,
    witnessKey,
    alias,
  ]);
  expect(verified.map(({ timeSeconds }) => timeSeconds)).toEqual([null, 9n]);
});

test('verifier keys are read back; small-order and unreduced keys are nobody’s', async () => {
  expect(await parseVerifierKey(logKey.text)).toEqual(logKey);
  for (const [first, last] of [
    [0x00, 0x00],
    [0x01, 0x00],
    [0x01, 0x80],
    [0xec, 0x7f],
    [0xed, 0x7f],
    [0xff, 0xff],
  ] as const) {
    const middle = last === 0x00 || last === 0x80 ? 0x00 : 0xff;
    const key = new Uint8Array(32).fill(middle);
    key[0] = first;
    key[31] = last;
    await expect(makeVerifierKey('a', LOG_SIGNATURE, key)).rejects.toMatchObject({
      code: 'vkey-invalid',
    });
  }
});

test('witness requests are read back', () => {
  fc.assert(
    fc.property(size, fc.array(hash, { maxLength: 63 }), (oldSize, proof) => {
      const noteBytes = utf8('a\n1\nb\n\n\u2014 x AAAAAAA=\n');
      const request = { oldSize, proof, noteBytes };
      expect(parseAddCheckpoint(formatAddCheckpoint(request))).toEqual(request);
      const extra = fromUtf8(formatAddCheckpoint(request)).replace('old ', 'old 0');
      expect(() => parseAddCheckpoint(utf8(extra))).toThrow('witness-request-malformed');
    }),
    { numRuns: 40 },
  );
});
