/** What can be wrong with the rows of a registry: each makes false rows of true ones. */
import { randomBytes } from 'node:crypto';
import { concat, copyOf, type Bytes } from '../../lib/bytes/index.ts';
import type { TeeRow } from './registry.ts';

export type RowFault =
  | 'no-rows'
  | 'empty-ohttp-key'
  | 'wrong-ohttp-key'
  | 'wrong-blob'
  | 'swapped-keys'
  | 'empty-signing-key'
  | 'wrong-signing-key'
  | 'swapped-signing-keys'
  | 'no-endpoint'
  | 'no-certificate'
  | 'other-certificate'
  | 'other-pcr-hash'
  | 'stale-heartbeat'
  | 'disabled'
  | 'validator';

type Change = (row: TeeRow, index: number, rows: readonly TeeRow[]) => TeeRow;

const CHANGES: Readonly<Record<Exclude<RowFault, 'no-rows'>, Change>> = {
  'empty-ohttp-key': (row) => withKey(row, { publicKey: new Uint8Array(0) }),
  // What somebody between registry and device would like to be sealed to: the old signature does not cover it.
  'wrong-ohttp-key': (row) => withPublicKey(row, copyOf(randomBytes(32))),
  'wrong-blob': (row) => withKey(row, { keyConfig: flipped(row.ohttp.keyConfig, 5) }),
  'swapped-keys': (row, i, rows) => ({ ...row, ohttp: next(rows, i).ohttp }),
  'empty-signing-key': (row) => ({ ...row, publicKey: new Uint8Array(0) }),
  'wrong-signing-key': (row) => ({ ...row, publicKey: flipped(row.publicKey, 100) }),
  'swapped-signing-keys': (row, i, rows) => ({ ...row, publicKey: next(rows, i).publicKey }),
  'no-endpoint': (row) => ({ ...row, endpoint: '' }),
  'no-certificate': (row) => ({ ...row, tlsCertificate: new Uint8Array(0) }),
  'other-certificate': (row) => ({ ...row, tlsCertificate: flipped(row.tlsCertificate, 60) }),
  'other-pcr-hash': (row) => ({ ...row, pcrHash: `0x${'ab'.repeat(32)}` }),
  'stale-heartbeat': (row) => ({ ...row, lastHeartbeatAt: row.lastHeartbeatAt - 7200 }),
  disabled: (row) => ({ ...row, enabled: false }),
  validator: (row) => ({ ...row, teeType: 1 }),
};

export function isRowFault(name: unknown): name is RowFault {
  return name === 'no-rows' || (typeof name === 'string' && Object.hasOwn(CHANGES, name));
}

export function faultyRows(rows: readonly TeeRow[], fault: RowFault): TeeRow[] {
  return fault === 'no-rows' ? [] : rows.map(CHANGES[fault]);
}

function withKey(row: TeeRow, change: Partial<TeeRow['ohttp']>): TeeRow {
  return { ...row, ohttp: { ...row.ohttp, ...change } };
}

/** Another key, and the blob that belongs to it. */
function withPublicKey(row: TeeRow, publicKey: Bytes): TeeRow {
  const blob = row.ohttp.keyConfig;
  return withKey(row, {
    publicKey,
    keyConfig: concat(blob.subarray(0, 3), publicKey, blob.subarray(35)),
  });
}

function next(rows: readonly TeeRow[], index: number): TeeRow {
  const row = rows[(index + 1) % rows.length];
  if (row === undefined) throw new RangeError('a registry without rows');
  return row;
}

function flipped(bytes: Bytes, place: number): Bytes {
  return bytes.map((byte, i) => (i === place ? byte ^ 1 : byte));
}
