import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createGatewayKey,
  encodeRequest,
  openRequest,
  paddingFor,
  prepareSeal,
  PRODUCT_SUITE,
  REQUEST_BUCKETS,
  RequestParser,
  sealedRequestSize,
  type MessageKind,
} from '../../lib/ohttp/index.ts';
import { codeFrom, random } from './support.ts';

const request = (size: number) => ({
  method: 'POST',
  scheme: 'https',
  authority: 'gateway.example',
  path: '/v1/chat/completions',
  fields: [['content-type', 'application/json']] as const,
  content: random(size),
  trailers: [],
});

describe('padding of requests', () => {
  it('brings every sealed request to exactly one of the buckets', async () => {
    const key = await createGatewayKey(1);
    const chosen = { config: key.config, suite: PRODUCT_SUITE };
    const kinds = fc.constantFrom<MessageKind>('single', 'chunked');
    const sizes = fc.oneof(
      fc.nat(32_000),
      fc.constantFrom(0, 3900, 16_200, 16_384, 16_400, 32_500),
    );
    await fc.assert(
      fc.asyncProperty(kinds, sizes, async (kind, size) => {
        const message = request(size);
        const bare = encodeRequest(message);
        const paddingLength = paddingFor(PRODUCT_SUITE, kind, bare.length);
        const padded = encodeRequest(message, { paddingLength });
        expect(padded.subarray(0, bare.length)).toEqual(bare);
        const sealed = await (await prepareSeal(chosen, kind)).seal(padded);
        expect(REQUEST_BUCKETS).toContain(sealed.bytes.length);
        expect(sealed.bytes.length).toBe(sealedRequestSize(PRODUCT_SUITE, kind, padded.length));
        const { plaintext } = await openRequest([key], sealed.mediaType, sealed.bytes, { random });
        const parser = new RequestParser();
        parser.push(plaintext);
        parser.end();
        expect(parser.paddingLength).toBe(paddingLength);
      }),
      { numRuns: 60 },
    );
  });

  it('fills the largest bucket to the last byte and refuses one byte more', async () => {
    for (const kind of ['single', 'chunked'] as const) {
      const most = 32_768 - sealedRequestSize(PRODUCT_SUITE, kind, 32_000) + 32_000;
      expect(paddingFor(PRODUCT_SUITE, kind, most)).toBe(0);
      expect(await codeFrom(() => paddingFor(PRODUCT_SUITE, kind, most + 1))).toBe(
        'request-too-large',
      );
    }
  });
});
