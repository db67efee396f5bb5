/** The ledger over HTTP: what it takes, what it serves, and what it will not do. */
import { chmod, cp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyOf, fromUtf8 } from '../../lib/bytes/index.ts';
import { parseBundle, SettlementError, watchLog } from '../../lib/settlement/index.ts';
import { parseVerifierKey, resourcePath, resourcesOf } from '../../lib/settlement/index.ts';
import { startLedger, submitEntries } from '../../stack/ledger/index.ts';
import {
  add,
  checkpointOf,
  freshEntries,
  freshFolder,
  get,
  ledgerIn,
  ORIGIN,
} from './ledger-fixture.ts';
import { recompute } from './ledger-process.ts';

test('entries get their places, and the files are those of tlog-tiles', async () => {
  const folder = await freshFolder();
  const ledger = await ledgerIn(folder);
  expect((await checkpointOf(ledger)).size).toBe(0n);
  const entries = freshEntries(600);
  expect(await add(ledger, entries.slice(0, 3))).toEqual([0n, 1n, 2n]);
  expect((await add(ledger, entries.slice(3))).at(-1)).toBe(599n);
  await ledger.settle();
  const { size } = await checkpointOf(ledger);
  expect(size).toBe(600n);
  for (const resource of resourcesOf(size)) {
    const { status, type } = await get(`${ledger.url}/${resourcePath(resource)}`);
    expect([status, type]).toEqual([200, 'application/octet-stream']);
  }
  const bundle = await get(`${ledger.url}/tile/entries/002.p/88`);
  expect(parseBundle(bundle.body, 88)).toEqual(entries.slice(512));
  const recomputed = await recompute(folder, ledger.verifierKey);
  expect(recomputed).toMatchObject({ size: 600, faults: [] });
});

test('a device settles what a gateway handed in', async () => {
  const ledger = await ledgerIn(await freshFolder());
  const entries = freshEntries(300);
  await add(ledger, entries);
  await ledger.settle();
  const result = await watchLog({
    policy: {
      origin: ORIGIN,
      logKey: await parseVerifierKey(ledger.verifierKey),
      witnessKeys: [],
      quorum: 0,
    },
    held: null,
    leaves: [{ id: 'a', entry: entries[270] ?? new Uint8Array(0), searchedTo: 0n, deadlineMs: 1 }],
    nowMs: 0,
    fetchFile: async (path) => {
      const { status, body } = await get(`${ledger.url}/${path}`);
      if (status !== 200) throw new SettlementError('log-file-absent');
      return body;
    },
  });
  expect(result).toMatchObject({ leaves: [{ state: 'settled', proof: { index: 270n } }] });
});

test('a retry gets the old places, within a batch, across batches and after a restart', async () => {
  const folder = await freshFolder();
  const entries = freshEntries(5);
  const first = await startLedger({ folder, origin: ORIGIN });
  const doubled = [...entries, ...entries];
  expect(await add(first, doubled)).toEqual([0n, 1n, 2n, 3n, 4n, 0n, 1n, 2n, 3n, 4n]);
  const answers = await Promise.all([add(first, entries), add(first, freshEntries(2))]);
  expect(answers[0]).toEqual([0n, 1n, 2n, 3n, 4n]);
  await first.close();
  const second = await ledgerIn(folder);
  expect(second.verifierKey).toBe(first.verifierKey);
  expect(await add(second, entries)).toEqual([0n, 1n, 2n, 3n, 4n]);
  expect((await add(second, freshEntries(1)))[0]).toBe(7n);
});

test('the form of other logs is spoken too: one raw entry, one decimal index', async () => {
  const ledger = await ledgerIn(await freshFolder());
  const target = { addUrl: `${ledger.url}/add`, form: 'single' as const };
  expect(await submitEntries(target, freshEntries(3))).toEqual([0n, 1n, 2n]);
});

test.each([
  ['another length', 'application/octet-stream', new Uint8Array(31), 400],
  ['too long', 'application/octet-stream', new Uint8Array(70_000), 413],
  ['nothing', 'application/vnd.sotto.log-entries', new Uint8Array(0), 400],
  ['a batch cut short', 'application/vnd.sotto.log-entries', new Uint8Array(33), 400],
  ['another media type', 'application/json', new Uint8Array(32), 400],
])('is not taken: %s', async (_, mediaType, body, status) => {
  const ledger = await ledgerIn(await freshFolder());
  const headers = { 'content-type': mediaType };
  const response = await fetch(`${ledger.url}/add`, { method: 'POST', headers, body });
  expect(response.status).toBe(status);
  expect((await checkpointOf(ledger)).size).toBe(0n);
});

test('with a token set, nobody else adds', async () => {
  const ledger = await ledgerIn(await freshFolder(), { addToken: 'one' });
  const target = { addUrl: `${ledger.url}/add`, form: 'batch' as const };
  await expect(submitEntries(target, freshEntries(1))).rejects.toMatchObject({
    code: 'ledger-submit-failed',
  });
  expect(await submitEntries({ ...target, token: 'one' }, freshEntries(1))).toEqual([0n]);
});

test('too much at once is put off, not dropped', async () => {
  const ledger = await ledgerIn(await freshFolder());
  const added = await Promise.allSettled(
    Array.from({ length: 8 }, () => add(ledger, freshEntries(1000))),
  );
  const taken = added.filter(({ status }) => status === 'fulfilled').length;
  expect(taken).toBeGreaterThan(3);
  await ledger.settle();
  expect((await checkpointOf(ledger)).size).toBe(BigInt(taken * 1000));
});

test('only what the published checkpoint covers is served', async () => {
  const folder = await freshFolder();
  const ledger = await ledgerIn(folder);
  await add(ledger, freshEntries(5));
  await ledger.settle();
  await cp(join(folder, 'public/tile/0/000.p/5'), join(folder, 'public/tile/0/000.p/6'));
  for (const path of [
    ...['tile/0/000.p/6', 'tile/0/000', 'tile/0/001', 'tile/1/000.p/1', 'tile/0/000.p/05', ''],
    ...['private/key', '../private/key', 'tile/0/../../../private/key', 'tile/8/0/000', 'nothing'],
  ]) {
    expect((await get(`${ledger.url}/${path}`)).status, path).toBe(404);
  }
  expect((await get(`${ledger.url}/tile/0/000.p/5`)).status).toBe(200);
  const put = await fetch(`${ledger.url}/checkpoint`, { method: 'PUT', body: 'x' });
  expect(put.status).toBe(405);
});

test('the key is readable by its owner alone, and is never replaced by another', async () => {
  const folder = await freshFolder();
  const ledger = await startLedger({ folder, origin: ORIGIN });
  await add(ledger, freshEntries(1));
  await ledger.close();
  expect((await stat(join(folder, 'private/key'))).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'private'))).mode & 0o077).toBe(0);
  const renamed = startLedger({ folder, origin: 'ledger.test/other' });
  await expect(renamed).rejects.toMatchObject({ code: 'ledger-origin-changed' });
  await rm(join(folder, 'private/key'));
  await expect(startLedger({ folder, origin: ORIGIN })).rejects.toMatchObject({
    code: 'ledger-key-missing',
  });
});

test('one folder, one writer: a second one that is started by mistake takes nothing of the first', async () => {
  const folder = await freshFolder();
  const ledger = await ledgerIn(folder);
  const halfWritten = join(folder, 'private/tmp/half-written');
  await writeFile(halfWritten, 'by the first');
  await expect(startLedger({ folder, origin: ORIGIN })).rejects.toMatchObject({
    code: 'ledger-folder-locked',
  });
  expect(await readFile(halfWritten, 'utf8')).toBe('by the first');
  await ledger.close();
  // Whoever has the folder to himself clears it away.
  await ledgerIn(folder);
  await expect(stat(halfWritten)).rejects.toMatchObject({ code: 'ENOENT' });
});

test.each([
  ['the private state of an earlier day', 'ledger-rolled-back'],
  ['no private state at all', 'ledger-rolled-back'],
  ['another root under its own signature', 'ledger-state-corrupt'],
  ['a tile of the right edge gone', 'ledger-state-corrupt'],
  ['a tile of the right edge changed', 'ledger-state-corrupt'],
])('a restored or damaged folder is not mended: %s', async (what, code) => {
  const [folder, backup] = [await freshFolder(), await freshFolder()];
  const ledger = await startLedger({ folder, origin: ORIGIN });
  await add(ledger, freshEntries(3));
  await ledger.settle();
  await cp(join(folder, 'private'), join(backup, 'private'), { recursive: true });
  await add(ledger, freshEntries(3));
  await ledger.settle();
  await ledger.close();
  const lastSigned = join(folder, 'private/last-signed');
  const edge = join(folder, 'public/tile/0/000.p/6');
  if (what.startsWith('the private state')) {
    await cp(join(backup, 'private'), join(folder, 'private'), { recursive: true });
  } else if (what.startsWith('no private state')) {
    await rm(lastSigned);
  } else if (what.startsWith('another root')) {
    await writeFile(
      lastSigned,
      fromUtf8(copyOf(await readFile(lastSigned))).replace('\n6\n', '\n7\n'),
    );
  } else if (what.endsWith('gone')) {
    await rm(edge);
  } else {
    await chmod(edge, 0o644);
    await writeFile(edge, new Uint8Array(192));
  }
  await rm(join(folder, 'private/lock'), { force: true });
  await expect(startLedger({ folder, origin: ORIGIN })).rejects.toMatchObject({ code });
});
