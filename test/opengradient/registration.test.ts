import { beforeAll, describe, expect, it } from 'vitest';
import { fromHex, toHex, type Bytes } from '../../lib/bytes/index.ts';
import {
  checkRegistration,
  eligibleRows,
  pcrHashOf,
  teeIdOf,
  type AttestedFacts,
  type RegistryRow,
} from '../../lib/opengradient/index.ts';

const PCRS = ['11', '22', '33'].map((byte) => byte.repeat(48));
const [pcr0 = '', pcr1 = '', pcr2 = ''] = PCRS;
const SIGNING_KEY = fromHex('0102');
const CERTIFICATE = fromHex('0304');
const NOW_MS = 1_800_000_000_000;

const ROW: RegistryRow = {
  teeId: teeIdOf(SIGNING_KEY),
  owner: '0x00',
  paymentAddress: '0x00',
  endpoint: 'https://203.0.113.1',
  signingKey: SIGNING_KEY,
  tlsCertificate: CERTIFICATE,
  pcrHash: pcrHashOf(fromHex(pcr0), fromHex(pcr1), fromHex(pcr2)),
  teeType: 0,
  isEnabled: true,
  registeredAt: 1n,
  lastHeartbeatAt: BigInt(NOW_MS / 1000 - 900),
  keySignature: undefined,
  ohttpKey: {
    ...{ keyId: 1, kemId: 32, kdfId: 1, aeadId: 3 },
    publicKey: new Uint8Array(32),
    keyConfig: new Uint8Array(41),
  },
};

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

describe('a registration', () => {
  let facts: AttestedFacts;
  beforeAll(async () => {
    facts = {
      measurement: { pcr0, pcr1, pcr2 },
      tlsCertificateHash: await sha256(CERTIFICATE),
      appKeyHash: await sha256(SIGNING_KEY),
    };
  });

  it('that says what the document says holds', async () => {
    await expect(checkRegistration(ROW, facts)).resolves.toBeUndefined();
  });

  it.each([
    ['measurement', { pcrHash: `0x${'00'.repeat(32)}` }],
    ['tee id', { teeId: `0x${'00'.repeat(32)}` }],
    ['TLS certificate', { tlsCertificate: fromHex('0305') }],
    ['tee id', { signingKey: fromHex('0103') }],
    ['signing key', { signingKey: fromHex('0103'), teeId: teeIdOf(fromHex('0103')) }],
  ])('with another %s is refused', async (what, change) => {
    await expect(checkRegistration({ ...ROW, ...change }, facts)).rejects.toThrow(what);
  });

  it('of a debug enclave is refused', async () => {
    const zero = '00'.repeat(48);
    const measurement = { pcr0: zero, pcr1: zero, pcr2: zero };
    await expect(checkRegistration(ROW, { ...facts, measurement })).rejects.toThrow('debug');
  });
});

describe('the rows that may be asked', () => {
  const rules = { pinnedPcrHashes: [], teeType: 0, heartbeatMaxAgeSeconds: 1800 };

  it('are those that are enabled, fresh, usable and of the right kind', () => {
    const others = [
      { isEnabled: false },
      { teeType: 1 },
      { lastHeartbeatAt: BigInt(NOW_MS / 1000 - 1801) },
      { endpoint: '' },
      { ohttpKey: undefined },
    ];
    const rows = [ROW, ...others.map((change) => ({ ...ROW, ...change }))];
    expect(eligibleRows(rows, rules, NOW_MS)).toEqual([ROW]);
  });

  it('are only those of a pinned build, where one is pinned', () => {
    const pinned = { ...rules, pinnedPcrHashes: [ROW.pcrHash.toUpperCase().replace('0X', '')] };
    expect(eligibleRows([ROW], pinned, NOW_MS)).toEqual([ROW]);
    const other = { ...rules, pinnedPcrHashes: [toHex(new Uint8Array(32))] };
    expect(eligibleRows([ROW], other, NOW_MS)).toEqual([]);
    // A pin that is no hash must not pass for "none pinned".
    const broken = { ...rules, pinnedPcrHashes: ['x'] };
    expect(() => eligibleRows([ROW], broken, NOW_MS)).toThrow(/chain-data-invalid/);
  });
});
