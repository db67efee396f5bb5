/** Ledger and witness together: cosignatures, refusals, restarts, and a log that was rolled back. */
import { cp } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { concat, fromUtf8, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { prepareLogKey, startLedger, type LedgerOptions } from '../../stack/ledger/index.ts';
import { originName, startWitness, type RunningWitness } from '../../stack/witness/index.ts';
import {
  add,
  checkpointOf,
  freshEntries,
  freshFolder,
  get,
  ledgerIn,
  ORIGIN,
} from './ledger-fixture.ts';

const NOW = 1_800_000_000_000;

async function witnessFor(verifierKey: string, folder: string): Promise<RunningWitness> {
  const witness = await startWitness({
    folder,
    name: 'witness.test/w',
    logs: [{ origin: ORIGIN, verifierKey }],
    now: () => NOW,
  });
  onTestFinished(() => witness.close());
  return witness;
}

async function pair(): Promise<{
  folder: string;
  witness: RunningWitness;
  options: LedgerOptions;
}> {
  const folder = await freshFolder();
  const verifierKey = await prepareLogKey({ folder, origin: ORIGIN });
  const witness = await witnessFor(verifierKey, await freshFolder());
  const { url } = witness;
  const witnesses = [{ url, verifierKey: witness.verifierKey }];
  return { folder, witness, options: { folder, origin: ORIGIN, witnesses } };
}

function post({ url }: RunningWitness, body: Bytes): Promise<Response> {
  return fetch(`${url}/add-checkpoint`, { method: 'POST', body });
}

test('every published checkpoint carries the witness’s cosignature', async () => {
  const { folder, witness, options } = await pair();
  const ledger = await ledgerIn(folder, options);
  for (const count of [1, 299, 7]) {
    await add(ledger, freshEntries(count));
    await ledger.settle();
    const { cosignatures } = await checkpointOf(ledger, [witness.verifierKey]);
    expect(cosignatures.map(({ timeSeconds }) => Number(timeSeconds) * 1000)).toEqual([NOW]);
  }
  const seen = await get(`${witness.url}/${originName(ORIGIN)}/checkpoint`);
  expect([seen.status, fromUtf8(seen.body).split('\n')[1]]).toEqual([200, '307']);
});

test('while the witness is away nothing is published, and what was acknowledged comes after', async () => {
  const folder = await freshFolder();
  const verifierKey = await prepareLogKey({ folder, origin: ORIGIN });
  const witnessFolder = await freshFolder();
  const before = await startWitness({
    folder: witnessFolder,
    name: 'witness.test/w',
    logs: [{ origin: ORIGIN, verifierKey }],
    now: () => NOW,
  });
  const port = Number(new URL(before.url).port);
  const witnesses = [{ url: before.url, verifierKey: before.verifierKey }];
  const reports: string[] = [];
  const ledger = await ledgerIn(folder, { witnesses, report: (code) => reports.push(code) });
  await before.close();
  expect(await add(ledger, freshEntries(3))).toEqual([0n, 1n, 2n]);
  await ledger.settle();
  expect((await checkpointOf(ledger)).size).toBe(0n);
  expect(reports).toContain('witness-quorum-missing');
  const after = await startWitness({
    folder: witnessFolder,
    name: 'witness.test/w',
    logs: [{ origin: ORIGIN, verifierKey }],
    now: () => NOW,
    port,
  });
  onTestFinished(() => after.close());
  expect(after.verifierKey).toBe(before.verifierKey);
  await ledger.settle();
  expect((await checkpointOf(ledger, [after.verifierKey])).size).toBe(3n);
});

test('a ledger restored whole from a backup is stopped by its witness', async () => {
  const { folder, options } = await pair();
  const backup = await freshFolder();
  const first = await startLedger({ ...options, folder });
  await add(first, freshEntries(2));
  await first.settle();
  await first.close();
  await cp(folder, backup, { recursive: true });
  const second = await startLedger({ ...options, folder });
  await add(second, freshEntries(2));
  await second.settle();
  await second.close();
  const reports: string[] = [];
  const restored = await ledgerIn(backup, {
    ...options,
    folder: backup,
    report: (c) => reports.push(c),
  });
  expect(reports).toContain('ledger-rolled-back');
  await expect(add(restored, freshEntries(1))).rejects.toMatchObject({
    code: 'ledger-submit-failed',
  });
});

test('the witness answers as the document says, over HTTP', async () => {
  const { folder, witness, options } = await pair();
  const ledger = await ledgerIn(folder, options);
  await add(ledger, freshEntries(2));
  await ledger.settle();
  const note = (await checkpointOf(ledger)).noteBytes;
  const conflict = await post(witness, concat(utf8('old 0\n\n'), note));
  expect([conflict.status, conflict.headers.get('content-type'), await conflict.text()]).toEqual([
    409,
    'text/x.tlog.size',
    '2\n',
  ]);
  const again = await post(witness, concat(utf8('old 2\n\n'), note));
  expect([again.status, (await again.text()).startsWith('\u2014 witness.test/w ')]).toEqual([
    200,
    true,
  ]);
  expect((await post(witness, utf8('nonsense'))).status).toBe(400);
  expect((await post(witness, concat(utf8('old 3\n\n'), note))).status).toBe(400);
  expect((await post(witness, new Uint8Array(600_000))).status).toBe(413);
  const stranger = utf8(fromUtf8(note).replaceAll(ORIGIN, 'stranger.test/log'));
  expect((await post(witness, concat(utf8('old 0\n\n'), stranger))).status).toBe(404);
  const resized = utf8(fromUtf8(note).replace('\n2\n', '\n3\n'));
  expect((await post(witness, concat(utf8('old 2\n\n'), resized))).status).toBe(403);
  expect((await get(`${witness.url}/${'0'.repeat(64)}/checkpoint`)).status).toBe(404);
});
