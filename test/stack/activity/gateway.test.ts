/** The gateway's part: counted when settled, told when the hour is over, in groups of 20, once, over a kill too. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AWS_NITRO_PIN } from '../../../lib/attestation/index.ts';
import { copyOf, toHex, type Bytes } from '../../../lib/bytes/index.ts';
import { judgeEvidence } from '../../../lib/evidence/every/index.ts';
import { SettlementError } from '../../../lib/settlement/index.ts';
import { checkActivity } from '../../../stack/activity/check.ts';
import { parseTotal, TOTAL_TYPE } from '../../../stack/activity/total.ts';
import {
  ActivityTeller,
  type ActivityTarget,
  type Shown,
} from '../../../stack/gateway/activity.ts';
import { ReceiptKey } from '../../../stack/gateway/epoch.ts';
import { readBody } from '../../../stack/http/call.ts';
import { answer, listen } from '../../../stack/http/server.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { post, readAnswer, sealAsk } from '../../fakes/device.ts';
import { openDesk } from '../../fakes/open-desk.ts';
import { temporaryFolder } from '../../fakes/temporary-folder.ts';

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 10, 21, 12, 30);
const HOUR = START / HOUR_MS - 0.5;

/** A ledger that answers as it is told to, and keeps what it took. */
async function fakeLedger() {
  const state = { status: 200, posts: 0 };
  const taken: Bytes[] = [];
  const server = await listen(async (request, response) => {
    const body = await readBody(request, 200_000);
    state.posts++;
    if (state.status === 200 && request.headers['content-type'] === TOTAL_TYPE) taken.push(body);
    answer(response, state.status, 'text/plain', 'so\n');
  });
  onTestFinished(() => server.close());
  return { url: server.url, state, taken };
}

type Ledger = Awaited<ReturnType<typeof fakeLedger>>;

async function open(
  ledger: Ledger,
  { document, outboxPath }: Partial<Shown & ActivityTarget> = {},
) {
  const clock = new FakeClock(START);
  const shown = { transcript: new Uint8Array(9), transcriptHash: new Uint8Array(32) };
  const teller = await ActivityTeller.open({
    ledgerUrl: ledger.url,
    now: clock.now,
    sign: new ReceiptKey().sign,
    current: () => ({
      ...shown,
      document: document ?? (() => Promise.resolve(new Uint8Array(100))),
    }),
    ...(outboxPath !== undefined && { outboxPath }),
  });
  onTestFinished(() => teller.close());
  return { clock, teller };
}

const times = (model: string, count: number): string[] =>
  Array.from({ length: count }, () => model);

function told({ taken }: Ledger): unknown[] {
  return taken.map((message) => {
    const { hour, models, other } = parseTotal(message).total;
    return { hour: hour - HOUR, ...Object.fromEntries(models), other };
  });
}

describe('totals of a gateway', () => {
  it('are told when the hour is over, not before, and nothing twice', async () => {
    const ledger = await fakeLedger();
    const { clock, teller } = await open(ledger);
    teller.count(times('a', 25));
    await teller.tell();
    expect(ledger.state.posts).toBe(0);
    clock.advance(HOUR_MS);
    await teller.tell();
    await teller.tell();
    expect(told(ledger)).toEqual([{ hour: 0, a: 25, other: 0 }]);
    clock.advance(HOUR_MS);
    await teller.tell();
    expect(ledger.taken).toHaveLength(1);
  });

  it('hold small groups back until 20 are together, over as many hours as it takes', async () => {
    const ledger = await fakeLedger();
    const { clock, teller } = await open(ledger);
    for (const batch of [
      [...times('a', 30), ...times('b', 9)],
      times('b', 3),
      [...times('c', 7), ...times('a', 5)],
      times('d', 2),
    ]) {
      teller.count(batch);
      clock.advance(HOUR_MS);
      await teller.tell();
    }
    expect(told(ledger)).toEqual([
      { hour: 0, a: 30, other: 0 },
      { hour: 2, other: 24 },
    ]);
  });

  it('wait for a ledger that is down, over a kill, and come once', async () => {
    const ledger = await fakeLedger();
    ledger.state.status = 503;
    const outboxPath = join(await temporaryFolder(), 'deep', 'outbox');
    const { clock, teller } = await open(ledger, { outboxPath });
    teller.count(times('a', 25));
    clock.advance(HOUR_MS);
    await teller.tell();
    expect(ledger.taken).toEqual([]);
    const kept = await readFile(outboxPath);
    ledger.state.status = 200;
    // Killed here, and started again on the same folder with another key.
    const { teller: next } = await open(ledger, { outboxPath });
    await next.tell();
    expect(told(ledger)).toEqual([{ hour: 0, a: 25, other: 0 }]);
    const [message = new Uint8Array(0)] = ledger.taken;
    expect(kept.toString('hex')).toContain(toHex(message));
    // The one before lives on in this test: it sends the very same bytes, which count once.
    await teller.tell();
    expect(ledger.taken.map(toHex)).toEqual([toHex(message), toHex(message)]);
    const last = await open(ledger, { outboxPath });
    await last.teller.tell();
    expect(ledger.taken).toHaveLength(2);
  });

  it('are not on the disk before they may be told', async () => {
    const ledger = await fakeLedger();
    const outboxPath = join(await temporaryFolder(), 'outbox');
    const { clock, teller } = await open(ledger, { outboxPath });
    teller.count(times('secret-model', 12));
    clock.advance(HOUR_MS);
    await teller.tell();
    await teller.close();
    expect(ledger.state.posts).toBe(0);
    expect(await readFile(outboxPath, 'latin1').catch(() => '')).not.toContain('secret');
  });

  it('are dropped when the ledger will never take them, and wait for evidence', async () => {
    const ledger = await fakeLedger();
    let hasEvidence = false;
    const document = (): Promise<Bytes> =>
      hasEvidence ? Promise.resolve(new Uint8Array(9)) : Promise.reject(new Error('none'));
    const { clock, teller } = await open(ledger, { document });
    teller.count(times('a', 20));
    clock.advance(HOUR_MS);
    await teller.tell();
    expect(ledger.state.posts).toBe(0);
    hasEvidence = true;
    ledger.state.status = 409;
    teller.count(times('a', 1));
    clock.advance(HOUR_MS);
    await teller.tell();
    expect(ledger.state.posts).toBe(1);
    ledger.state.status = 200;
    await teller.tell();
    expect(told(ledger)).toEqual([]);
  });

  it('of the last hour are told at the end, in groups of 20 too', async () => {
    const ledger = await fakeLedger();
    const { teller } = await open(ledger);
    teller.count([...times('a', 22), ...times('b', 3)]);
    await teller.close();
    expect(told(ledger)).toEqual([{ hour: 0, a: 22, other: 0 }]);
  });
});

describe('a whole desk', () => {
  it('shows 21 asks as 21 leaves and one total that anyone can check', async () => {
    // The clock of this machine, and later an hour more.
    let aheadMs = 0;
    const now = (): number => Date.now() + aheadMs;
    const { stack, url, enclave } = await openDesk({ words: ['yes'] }, { now });
    for (let i = 0; i < 21; i++) {
      const sealed = await sealAsk(enclave, { padding: 'none' });
      const { receipt } = await readAnswer(enclave, sealed, await post(url, sealed.sealed));
      expect(receipt).toMatchObject({ ok: true });
    }
    await stack.settle();
    aheadMs = HOUR_MS;
    await stack.tellActivity();
    const { logOrigin: origin, logVerifierKey: verifierKey } = enclave.transcript;
    const activity = await checkActivity({
      fetchFile: async (path) => {
        const response = await fetch(`${stack.ledgerUrl}/${path}`);
        if (response.status === 404) throw new SettlementError('log-file-absent', path);
        return copyOf(new Uint8Array(await response.arrayBuffer()));
      },
      log: { origin, verifierKey },
      nowMs: now(),
      judge: judgeEvidence,
      anchors: [AWS_NITRO_PIN],
    });
    expect(activity.faults).toEqual([]);
    // One more leaf than answers: the gateway's key.
    expect([activity.size, activity.asks]).toEqual([22n, 21]);
    const { pcr0, pcr1, pcr2 } = stack.measurement;
    expect(activity.groups).toMatchObject([
      { asks: 21, image: [pcr0, pcr1, pcr2].join('.'), isHardware: false },
    ]);
    expect(activity.groups[0]?.model).toBe(stack.models[0]?.id);
  });
});
