import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toHex, type Bytes } from '../../../lib/bytes/index.ts';
import { parseEntries } from '../../../lib/settlement/index.ts';
import { openSettlement } from '../../../stack/gateway/settle.ts';
import { readBody } from '../../../stack/http/call.ts';
import { answer, listen } from '../../../stack/http/server.ts';
import { temporaryFolder } from '../../fakes/temporary-folder.ts';
import { until } from '../../fakes/open-desk.ts';

const entry = (value: number): Bytes => new Uint8Array(32).fill(value);

async function fakeLedger() {
  const taken: string[] = [];
  const state = { status: 200, batches: 0 };
  const server = await listen(async (request, response) => {
    const entries = parseEntries(await readBody(request, 65_536), 1000);
    state.batches++;
    if (state.status === 200) taken.push(...entries.map(toHex));
    answer(response, state.status, 'text/plain', entries.map((_, i) => `${i}\n`).join(''));
  });
  onTestFinished(() => server.close());
  return { url: server.url, taken, state };
}

describe('settlement', () => {
  it('hands entries over in batches, in order, off the path of whoever adds them', async () => {
    const ledger = await fakeLedger();
    const settlement = await openSettlement({ ledgerUrl: ledger.url, batchMs: 10 });
    for (let i = 1; i <= 5; i++) void settlement.add(entry(i));
    expect(ledger.taken).toEqual([]);
    await settlement.settled();
    expect(ledger.taken).toEqual([1, 2, 3, 4, 5].map((value) => toHex(entry(value))));
    expect(ledger.state.batches).toBe(1);
  });

  it('hands entries one by one to a log that takes them so, wherever its endpoint lies', async () => {
    const paths: string[] = [];
    const taken: string[] = [];
    const server = await listen(async (request, response) => {
      const body = await readBody(request, 65_536);
      paths.push(`${request.url ?? ''} ${request.headers['content-type'] ?? ''}`);
      taken.push(toHex(body));
      answer(response, 200, 'text/plain', String(taken.length - 1));
    });
    onTestFinished(() => server.close());
    const ledgerUrl = `${server.url}/logs/one`;
    const settlement = await openSettlement({ ledgerUrl, form: 'single', batchMs: 1 });
    for (let i = 1; i <= 100; i++) void settlement.add(entry(i));
    await settlement.settled();
    expect(new Set(paths)).toEqual(new Set(['/logs/one/add application/octet-stream']));
    expect(taken.toSorted()).toEqual(
      Array.from({ length: 100 }, (_, i) => toHex(entry(i + 1))).toSorted(),
    );
  });

  it('takes an entry up that comes at the very end of its work', async () => {
    const ledger = await fakeLedger();
    for (let turns = 0; turns < 12; turns++) {
      const settlement = await openSettlement({ ledgerUrl: ledger.url, batchMs: 1 });
      settlement.whenTaken((labels) => {
        if (labels[0] === 'first') void addAfter(turns);
      });
      const addAfter = async (left: number): Promise<void> => {
        for (let turn = 0; turn < left; turn++) await Promise.resolve();
        await settlement.add(entry(turns), 'second');
      };
      await settlement.add(entry(100 + turns), 'first');
      await expect.poll(() => ledger.taken).toContain(toHex(entry(turns)));
      await settlement.close();
    }
  });

  it('tries again until the ledger takes them', async () => {
    const ledger = await fakeLedger();
    ledger.state.status = 503;
    const settlement = await openSettlement({ ledgerUrl: ledger.url, batchMs: 1, retryMs: 1 });
    void settlement.add(entry(1));
    await until(() => ledger.state.batches > 2);
    ledger.state.status = 200;
    await settlement.settled();
    expect(ledger.taken).toEqual([toHex(entry(1))]);
  });

  it('keeps what was not taken over a restart, and forgets what was', async () => {
    const ledger = await fakeLedger();
    const journalPath = join(await temporaryFolder(), 'deep', 'settlement.journal');
    const options = { ledgerUrl: 'http://127.0.0.1:1', journalPath, batchMs: 1, retryMs: 1 };
    const before = await openSettlement(options);
    void before.add(entry(1));
    void before.add(entry(2));
    await before.close();
    // The kill came in the middle of writing a third.
    await writeFile(journalPath, entry(3).slice(0, 7), { flag: 'a' });
    const after = await openSettlement({ ...options, ledgerUrl: ledger.url });
    await after.settled();
    expect(ledger.taken).toEqual([toHex(entry(1)), toHex(entry(2))]);
    expect((await readFile(journalPath)).length).toBe(0);
    await after.close();
  });

  it('goes on while its disk takes nothing, and has everything that waits there once it does', async () => {
    const journalPath = join(await temporaryFolder(), 'settlement.journal');
    const options = { ledgerUrl: 'http://127.0.0.1:1', journalPath, batchMs: 1, retryMs: 1 };
    const before = await openSettlement(options);
    void before.add(entry(1));
    await expect.poll(async () => (await readFile(journalPath)).length).toBe(32);
    // No write of any kind succeeds while a folder stands in the place of the file.
    await rm(journalPath);
    await mkdir(join(journalPath, 'full'), { recursive: true });
    void before.add(entry(2));
    void before.add(entry(3));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await rm(journalPath, { recursive: true });
    void before.add(entry(4));
    const size = async (): Promise<number> => (await readFile(journalPath).catch(() => '')).length;
    await expect.poll(size).toBe(4 * 32);
    await before.close();
    const ledger = await fakeLedger();
    const after = await openSettlement({ ...options, ledgerUrl: ledger.url });
    await after.settled();
    expect(ledger.taken).toEqual([1, 2, 3, 4].map((value) => toHex(entry(value))));
    await after.close();
  });

  it('does not begin over a journal that it cannot read', async () => {
    const journalPath = join(await temporaryFolder(), 'settlement.journal');
    await mkdir(journalPath);
    const options = { ledgerUrl: 'http://127.0.0.1:1', journalPath };
    await expect(openSettlement(options)).rejects.toThrow();
  });
});
