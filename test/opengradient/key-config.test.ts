import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64, fromHex, toHex } from '../../lib/bytes/index.ts';
import {
  checkOhttpKey,
  GATEWAY_SUITE,
  isKeySignature,
  keyConfigBlob,
  keyConfigHash,
  pcrHashOf,
  type OhttpKey,
} from '../../lib/opengradient/index.ts';
import { createGateway, type TestGateway } from './signed.ts';

function keyOf(publicKeyHex: string): OhttpKey {
  const key = { keyId: 1, ...GATEWAY_SUITE, publicKey: fromHex(publicKeyHex) };
  return { ...key, keyConfig: keyConfigBlob(key) };
}

describe('the hash of a key configuration', () => {
  it("equals the gateway's own golden value", () => {
    const teeId = toHex(Uint8Array.from({ length: 32 }, (_, i) => i));
    const key = keyOf('02'.repeat(32));
    expect(toHex(key.keyConfig)).toBe(`010020${'02'.repeat(32)}000400010003`);
    expect(toHex(keyConfigHash(teeId, key))).toBe(
      'f2a783a780198b72145ce4f4824c3de4993975e17ee8df1e59f3b5dd78a0f1d9',
    );
  });

  it('equals the worked value', () => {
    const key = keyOf('07a37cbc142093c8b755dc1b10e86cb426374ad16aa853ed0bdfc0b2b86d1c7c');
    expect(toHex(key.keyConfig)).toBe(
      '01002007a37cbc142093c8b755dc1b10e86cb426374ad16aa853ed0bdfc0b2b86d1c7c000400010003',
    );
    const teeId = '0xf69e1a903db385a74ee3246a24eef54e5d1dcc10938234266ac4c9f4b4a03108';
    expect(toHex(keyConfigHash(teeId, key))).toBe(
      '82eb338246215bab841a35f9b79a73dd533fc7bb6752c1a9cd6b439e7a320f2e',
    );
    expect(() => keyConfigHash('0x12', key)).toThrow(/chain-data-invalid/);
  });
});

describe('a key configuration', () => {
  let gateway: TestGateway;
  let other: TestGateway;
  beforeAll(async () => {
    [gateway, other] = await Promise.all([createGateway(), createGateway()]);
  });

  it('is taken from the enclave that signed it, and from no other', async () => {
    const key = keyOf('aa'.repeat(32));
    const signature = fromBase64(await gateway.sign(keyConfigHash(gateway.teeId, key)));
    expect(await isKeySignature(key, signature, gateway.signingKey)).toBe(true);
    const refused = [
      [keyOf('ab'.repeat(32)), signature, gateway],
      [key, signature, other],
      [key, new Uint8Array(3), gateway],
    ] as const;
    for (const [given, signed, by] of refused) {
      expect(await isKeySignature(given, signed, by.signingKey)).toBe(false);
    }
  });

  it('is refused when it says two things, or what no gateway has', () => {
    const key = keyOf('aa'.repeat(32));
    for (const change of [
      { keyId: 2 },
      { kemId: 0x21 },
      { aeadId: 1 },
      { publicKey: fromHex('aa'.repeat(31)) },
      { keyConfig: key.keyConfig.slice(0, 40) },
    ]) {
      expect(() => checkOhttpKey({ ...key, ...change })).toThrow(/chain-data-invalid/);
    }
    expect(() => checkOhttpKey(key)).not.toThrow();
  });
});

it('names a build by its three measurements', () => {
  const pcrs = [
    '9baef83909784e4d2cb84466c02931bb8125e948b62029029e80bfa1698bfd7069408e4ab20d1c99c859e8f774cce0ff',
    '4b4d5b3661b3efc12920900c80e126e4ce783c522de6c02a2a5bf7af3a2b9327b86776f188e4be1c1c404a129dbda493',
    '769925c8ae0c5c2d1aa86de149213b1c5dec642557bf0c426c6581f0e562a042d1c7d2578443515d103f74ce55337666',
  ].map(fromHex);
  const [pcr0, pcr1, pcr2] = pcrs;
  const none = new Uint8Array(0);
  expect(pcrHashOf(pcr0 ?? none, pcr1 ?? none, pcr2 ?? none)).toBe(
    '0x8082af22571613eabd5dad9c7e857c4f16154ded3d387386d8193b53906f6a24',
  );
  expect(() => pcrHashOf(none, none, none)).toThrow(/chain-data-invalid/);
});
