/** Rows of the registry as a chain node returns them, and data that must be refused as a whole. */
import { toHex } from '../../lib/bytes/index.ts';
import { decodeRegistryRows, isUsable, type RegistryRow } from '../../lib/opengradient/index.ts';
import type { JsonRecord } from '../json.ts';
import { listAt, recordsAt, textAt } from './entry.ts';
import { expectRefused, expectSame } from './ohttp-expect.ts';

/** A row in the shape and order of the vectors. */
function written(row: RegistryRow, like: JsonRecord): JsonRecord {
  const key = row.ohttpKey;
  const all: JsonRecord = {
    owner: row.owner,
    paymentAddress: row.paymentAddress,
    endpoint: row.endpoint,
    publicKey: `0x${toHex(row.signingKey)}`,
    tlsCertificate: `0x${toHex(row.tlsCertificate)}`,
    pcrHash: row.pcrHash,
    teeType: row.teeType,
    enabled: row.isEnabled,
    registeredAt: String(row.registeredAt),
    lastHeartbeatAt: String(row.lastHeartbeatAt),
    ohttpConfig: key && {
      keyId: key.keyId,
      kemId: key.kemId,
      kdfId: key.kdfId,
      aeadId: key.aeadId,
      publicKey: `0x${toHex(key.publicKey)}`,
      keyConfig: `0x${toHex(key.keyConfig)}`,
    },
    teeId: row.teeId,
    usable: isUsable(row),
  };
  // In the order of the expected row, so that both print alike; a name that is unknown here stays missing.
  return Object.fromEntries(Object.keys(like).map((name) => [name, all[name]]));
}

export function checkRegistryRow(entry: JsonRecord): void {
  const rows = decodeRegistryRows(textAt(entry, 'data'));
  const wanted = recordsAt(entry, 'rows');
  expectSame('count', rows.length, wanted.length);
  wanted.forEach((like, i) => {
    const row = rows[i];
    if (row !== undefined) expectSame(`row ${String(i)}`, written(row, like), like);
  });
  expectSame('rows', listAt(entry, 'rows').length, rows.length);
}

export async function checkRegistryRowMalformed(entry: JsonRecord): Promise<void> {
  if (entry['refuse'] !== true) throw new Error('says no verdict');
  await expectRefused('data', () => decodeRegistryRows(textAt(entry, 'data')));
}
