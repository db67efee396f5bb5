/**
 * The issuer killed with -9 at random points while many wallets redeem vouchers: what was acknowledged stays, no
 * voucher gives more than it is worth, and a retried request gets the same bytes. SOTTO_KILLS sets how often.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { toHex } from '../../../lib/bytes/index.ts';
import {
  BATCH_COUNT,
  challengeDigest,
  encodeChallenge,
  serviceChallenge,
  type IssuerNote,
} from '../../../lib/credits/index.ts';
import { buyBatch } from '../../../lib/wallet/refill/issuer-client.ts';
import { startLedger } from '../../../stack/ledger/index.ts';
import { invitationKeyAt } from '../../../stack/issuer/start-issuer.ts';
import { makeInvitation } from '../../../stack/issuer/vouchers/invitation.ts';
import { temporaryFolder } from '../../fakes/temporary-folder.ts';
import { DAY_MS, ISSUER_NAME, SERVICE, wayTo } from './fixture.ts';
import { newOrder, noteOf, tokensOf, type Order } from './orders.ts';
import { buildProgram, spawnProgram } from './process.ts';

interface Serving {
  readonly url: string;
  readonly note: IssuerNote;
}

const KILLS = Math.min(Number(process.env['SOTTO_KILLS'] ?? '8'), 200);
const WALLETS = 3;

test(
  `${KILLS} kills lose nothing acknowledged and issue nothing twice`,
  async () => {
    const folder = await temporaryFolder();
    const ledger = await startLedger({ folder: join(folder, 'ledger'), origin: 'log.test/kill' });
    const program = await buildProgram('issuer/main', folder);
    const issuerFolder = join(folder, 'issuer');
    const environment = {
      ...{ SOTTO_ISSUER_FOLDER: issuerFolder, SOTTO_ISSUER_NAME: ISSUER_NAME },
      ...{ SOTTO_ISSUER_SERVICE: SERVICE, SOTTO_LEDGER_URL: ledger.url, SOTTO_ISSUER_PORT: '0' },
    };
    const digest = await challengeDigest(encodeChallenge(serviceChallenge(ISSUER_NAME, SERVICE)));
    const orders: Order[] = [];
    let [kills, retried] = [0, 0];
    const serving = async (): Promise<Serving> => {
      const { url, verifierKey } = await issuer.ready;
      return { url: String(url), note: await noteOf(String(url), String(verifierKey)) };
    };
    let issuer = spawnProgram(program, environment);
    await issuer.ready;
    const invitationKey = await invitationKeyAt(issuerFolder);
    const newVoucher = (): string =>
      makeInvitation(invitationKey, { batches: 1, untilMs: Date.now() + DAY_MS });

    /** Redeems until the connection breaks: first what is in doubt, then a new voucher, now and then an old one. */
    const load = async (mine: Order[], { url, note: current }: Serving): Promise<void> => {
      for (;;) {
        const open = mine.find(({ answerHex }) => answerHex === undefined);
        const repeat = mine[Math.floor(Math.random() * mine.length * 4)];
        const order = open ?? repeat ?? (await newOrder(current, newVoucher(), digest));
        if (!mine.includes(order)) {
          mine.push(order);
          orders.push(order);
        }
        try {
          const signal = AbortSignal.timeout(20_000);
          const { batch } = await buyBatch(wayTo(url), current, order, signal);
          const answer = toHex(batch);
          if (order.answerHex !== undefined || open !== undefined) retried++;
          order.answerHex ??= answer;
          expect(answer).toBe(order.answerHex);
        } catch (thrown) {
          if (String(thrown).includes('credits-issuer-unreachable')) return;
          throw thrown;
        }
      }
    };
    const wallets: Order[][] = Array.from({ length: WALLETS }, () => []);
    // On a machine so busy that little happens between two kills there are more of them.
    const isEnough = (): boolean =>
      kills >= 4 * KILLS || (kills >= KILLS && orders.length > WALLETS && retried > 0);
    for (; !isEnough(); kills++) {
      if (kills % 8 === 7) {
        // One kill in eight comes while it starts.
        await pause(50 + Math.random() * 400);
      } else {
        const now = await serving();
        const loads = wallets.map((mine) => load(mine, now));
        await pause(Math.random() * 400);
        issuer.process.kill('SIGKILL');
        await Promise.all(loads);
      }
      issuer.process.kill('SIGKILL');
      await issuer.ended;
      issuer = spawnProgram(program, environment);
    }
    // What is in doubt is asked for again, and everything acknowledged is answered as it was.
    const { url, note: last } = await serving();
    const signal = AbortSignal.timeout(60_000);
    const spent = new Set<string>();
    for (const order of orders) {
      const { batch: answer } = await buyBatch(wayTo(url), last, order, signal);
      if (order.answerHex !== undefined) expect(toHex(answer)).toBe(order.answerHex);
      for (const token of await tokensOf(order, answer, digest)) spent.add(token);
      const other = await newOrder(last, order.voucher, digest);
      await expect(buyBatch(wayTo(url), last, other, signal)).rejects.toThrow(/voucher-used/);
    }
    expect(spent.size).toBe(orders.length * BATCH_COUNT);
    expect(orders.length).toBeGreaterThan(WALLETS);
    expect(retried).toBeGreaterThan(0);
    issuer.process.kill('SIGTERM');
    expect(await issuer.ended).toBe('');
    await ledger.close();
    process.stdout.write(
      `${KILLS} kills, ${orders.length} vouchers, ${spent.size} credits, ${retried} retries\n`,
    );
  },
  120_000 + KILLS * 8000,
);
