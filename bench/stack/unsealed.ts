/** A seal that seals nothing, for the comparison only: chunks leave as they are. */
import { concat, type Bytes } from '../../lib/bytes/index.ts';
import type { OpenRequest } from '../../stack/gateway/ask.ts';

let count = 0;

export const openWithoutSeal: OpenRequest = (keys, _mediaType, body) => {
  const enc = new Uint8Array(32);
  new DataView(enc.buffer).setUint32(0, ++count);
  const same = (bytes: Bytes): Promise<Bytes> => Promise.resolve(bytes);
  return Promise.resolve({
    keyId: keys[0]?.config.keyId ?? 0,
    enc,
    kind: 'chunked',
    plaintext: concat(body),
    sealSingle: same,
    sealChunks: () => Promise.resolve({ start: () => new Uint8Array(0), chunk: same, final: same }),
  });
};
