import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromHex, u16, type Bytes } from '../../lib/bytes/index.ts';
import {
  AES_SUITE,
  chooseKeyConfig,
  createGatewayKey,
  encodeKeyConfigs,
  parseKeyConfigs,
  PRODUCT_SUITE,
} from '../../lib/ohttp/index.ts';
import { HYBRID_SUITE } from '../../lib/ohttp/hybrid/index.ts';
import { codeFrom, random } from './support.ts';

const listed = (...entries: Bytes[]): Bytes =>
  concat(...entries.flatMap((entry) => [u16(entry.length), entry]));
const key = random(32);
const entry = concat(fromHex('070020'), key, fromHex('000800010001'), fromHex('00010003'));
const unknown = concat(fromHex('077777'), random(50));

describe('key configurations', () => {
  it('are read with all their suites, and written as the same bytes', () => {
    const [config] = parseKeyConfigs(listed(entry));
    expect(config).toMatchObject({ keyId: 7, kemId: 0x20, publicKey: key });
    expect(config?.suites).toEqual([
      { kdfId: 1, aeadId: 1 },
      { kdfId: 1, aeadId: 3 },
    ]);
    expect(encodeKeyConfigs(parseKeyConfigs(listed(entry, entry)))).toEqual(listed(entry, entry));
  });

  it('of an unknown KEM are stepped over, first, between and last', () => {
    expect(parseKeyConfigs(listed(unknown, entry, unknown, entry, unknown))).toHaveLength(2);
    expect(parseKeyConfigs(listed(unknown))).toEqual([]);
  });

  it.each<[string, Bytes]>([
    ['nothing', new Uint8Array(0)],
    ['one byte', new Uint8Array(1)],
    ['the bare form without a length', entry],
    ['a stray byte at the end', concat(listed(entry), new Uint8Array(1))],
    ['an empty entry', listed(entry, new Uint8Array(0))],
    ['an entry cut inside its identifiers', listed(entry, entry.slice(0, 2))],
    ['an unknown KEM cut inside its identifiers', listed(entry, unknown.slice(0, 2))],
    ['a public key cut short', listed(entry.slice(0, 20))],
    ['no algorithms', listed(concat(entry.slice(0, 35), u16(0)))],
    ['half an algorithm', listed(concat(entry.slice(0, 35), u16(6), new Uint8Array(6)))],
    ['more algorithms than announced', listed(concat(entry, new Uint8Array(4)))],
    ['fewer algorithms than announced', listed(entry.slice(0, -4))],
    ['a second entry that is wrong', listed(entry, entry.slice(0, -1))],
  ])('are refused as a whole list: %s', async (_, body) => {
    expect(await codeFrom(() => parseKeyConfigs(body))).toBe('key-config-invalid');
  });

  it('cut anywhere are refused', async () => {
    const body = listed(entry, entry);
    await fc.assert(
      fc.asyncProperty(fc.nat(body.length - 1), async (length) => {
        // A cut between two entries leaves a list that is right.
        const isBetween = length === listed(entry).length;
        const code = await codeFrom(() => parseKeyConfigs(body.subarray(0, length)));
        expect(code).toBe(isBetween ? 'nothing was thrown' : 'key-config-invalid');
      }),
    );
  });

  it('are chosen by the fixed order of the client, whatever the order of the gateway', async () => {
    const plain = (await createGatewayKey(1, [AES_SUITE, PRODUCT_SUITE])).config;
    const hybrid = (await createGatewayKey(2, [HYBRID_SUITE])).config;
    const preferred = [HYBRID_SUITE, PRODUCT_SUITE];
    for (const configs of [
      [plain, hybrid],
      [hybrid, plain],
    ]) {
      expect(chooseKeyConfig(configs, preferred).suite).toBe(HYBRID_SUITE);
      expect(chooseKeyConfig(configs).config.keyId).toBe(1);
      expect(chooseKeyConfig(parseKeyConfigs(encodeKeyConfigs(configs)), preferred).config).toEqual(
        hybrid,
      );
    }
    expect(chooseKeyConfig([plain], preferred).suite).toBe(PRODUCT_SUITE);
  });

  it('without a suite in common are refused by name', async () => {
    const other = (await createGatewayKey(1, [AES_SUITE])).config;
    expect(await codeFrom(() => chooseKeyConfig([other]))).toBe('key-config-unsupported');
    expect(await codeFrom(() => chooseKeyConfig([]))).toBe('key-config-unsupported');
  });

  it('are not made without suites or across KEMs', async () => {
    expect(await codeFrom(() => createGatewayKey(1, []))).toBe('key-config-invalid');
    expect(await codeFrom(() => createGatewayKey(1, [PRODUCT_SUITE, HYBRID_SUITE]))).toBe(
      'key-config-invalid',
    );
  });
});
