import { describe, expect, it } from 'vitest';
import { toHex } from '../../lib/bytes/index.ts';
import {
  attestationFromCalldata,
  CALLS,
  decodeBatchSettlement,
  decodeRegistryRows,
  decodeUint,
  isUsable,
  TOPICS,
} from '../../lib/opengradient/index.ts';
import { ownVectors, readVectors } from '../vectors/shared.ts';

function word(value: number | string): string {
  return (typeof value === 'number' ? value.toString(16) : value).padStart(64, '0');
}

describe('selectors and topics', () => {
  it('equal the published ones', () => {
    expect(CALLS.getActiveTees(0)).toBe(`0x4b6014da${word(0)}`);
    expect(CALLS.isTeeActive(`0x${'ab'.repeat(32)}`)).toBe(`0xa3bf31f1${'ab'.repeat(32)}`);
    expect(CALLS.isPcrApproved(1, 'cd'.repeat(32))).toBe(`0x9831ced5${word(1)}${'cd'.repeat(32)}`);
    expect(CALLS.heartbeatMaxAge()).toBe('0x87267aca');
    expect(TOPICS.teeRegistered).toBe(
      '0x97d0af70a4d2c616e9c1093d5f57c8b31b3a7d824f1d335e5d5416402ec14931',
    );
    expect(TOPICS.pcrApproved).toBe(
      '0x98c6d69cba0181c4e436357d22ac56e02ec472c03f04df0fbf89d1bb614af2fe',
    );
    expect(TOPICS.batchSettlement).toBe(
      '0xc2aff8d8a10a4543baabf39bd9ff45e7fc3881d19098df350a3b7f339e911127',
    );
    expect(() => CALLS.isTeeActive('0x12')).toThrow(/chain-data-invalid/);
  });
});

describe('a registration transaction', () => {
  const document = '84' + 'ab'.repeat(40);
  // Six arguments, of which the first is the document; its tail stands after the heads.
  const calldata = `0x15c9bdb4${word(6 * 32)}${word(0).repeat(5)}${word(41)}${document.padEnd(128, '0')}`;

  it('gives the attestation document back', () => {
    expect(toHex(attestationFromCalldata(calldata))).toBe(document);
  });

  it.each([
    ['cut', calldata.slice(0, -64)],
    ['empty', '0x'],
    ['without arguments', '0x15c9bdb4'],
    ['with an offset beyond', calldata.replace(word(192), word(9999))],
    ['with a document too large', calldata.replace(word(41), word(17_000))],
  ])('%s is refused', (_, data) => {
    expect(() => attestationFromCalldata(data)).toThrow(/chain-data-invalid/);
  });
});

describe('a settlement log', () => {
  const blob = Buffer.from('Blob-id_42').toString('hex');
  const data = `0x${word(20)}${word(64)}${word(10)}${blob.padEnd(64, '0')}`;
  const topics = [TOPICS.batchSettlement, `0x${'5A'.repeat(32)}`];

  it('gives root, size and blob', () => {
    expect(decodeBatchSettlement(topics, data)).toEqual({
      root: `0x${'5a'.repeat(32)}`,
      size: 20n,
      blobId: 'Blob-id_42',
    });
  });

  it('is refused when it is another event, or its blob id is no plain id', () => {
    const other = [TOPICS.teeRegistered, topics[1] ?? ''];
    expect(() => decodeBatchSettlement(other, data)).toThrow(/chain-data-invalid/);
    expect(() => decodeBatchSettlement(topics.slice(0, 1), data)).toThrow(/chain-data-invalid/);
    const slashed = data.replace(blob, Buffer.from('../etc/../').toString('hex'));
    expect(() => decodeBatchSettlement(topics, slashed)).toThrow(/blob id/);
  });
});

describe('rows of the registry', () => {
  const file = readVectors(ownVectors('opengradient'), 'registry-row.json');
  const text = JSON.stringify(file);
  const [data = ''] = /0x[0-9a-f]{2000,}/.exec(text) ?? [];

  it('decode, and are of no use without a key', () => {
    const [row] = decodeRegistryRows(data);
    if (row === undefined) throw new Error('no row in the vectors');
    expect(isUsable(row)).toBe(true);
    expect(isUsable({ ...row, ohttpKey: undefined })).toBe(false);
  });

  it('are refused whole when any byte of a head makes no sense', () => {
    expect(() => decodeRegistryRows(data.slice(0, -64))).toThrow(/chain-data-invalid/);
    expect(() => decodeRegistryRows(`${data.slice(0, 66)}${'f'.repeat(64)}`)).toThrow(
      /chain-data-invalid/,
    );
    // More rows than any registry has: the count is checked against what is there.
    const claimed = data.slice(0, 66) + word(1001) + data.slice(130);
    expect(() => decodeRegistryRows(claimed)).toThrow(/count/);
    for (const length of [1_000_000, 4_000_000]) {
      const zeros = `0x${'0'.repeat(length * 2)}`;
      expect(() => decodeRegistryRows(zeros)).toThrow(/chain-data-invalid/);
    }
  });
});

it('reads a single number', () => {
  expect(decodeUint(`0x${word(1800)}`)).toBe(1800n);
  expect(() => decodeUint('0x')).toThrow(/chain-data-invalid/);
});
