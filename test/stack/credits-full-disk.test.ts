/**
 * A disk that fills under issuer and spent set, as programs: what does not fit is refused and acknowledged to nobody, what
 * was acknowledged is there after a restart with room, and what was refused can be redeemed and spent then.
 */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { toHex } from '../../lib/bytes/index.ts';
import { challengeDigest, encodeChallenge, serviceChallenge } from '../../lib/credits/index.ts';
import { buyBatch } from '../../lib/wallet/refill/issuer-client.ts';
import { Redemptions } from '../../stack/issuer/redemptions.ts';
import { RemoteSpentSet, type SpentId } from '../../stack/spent/index.ts';
import { temporaryFolder } from '../fakes/temporary-folder.ts';
import { DAY_MS, ISSUER_NAME, openIssuer, random, SERVICE, wayTo } from './issuer/fixture.ts';
import { newOrder, noteOf, type Order } from './issuer/orders.ts';
import { buildProgram, spawnProgram } from './issuer/process.ts';
import { hash } from './spent/hash.ts';

const TOKEN = 'a secret of the gateways';
const LIMIT_BYTES = 64 * 1024;
/** Of one redemption in the journal. */
const RECORD_BYTES = 89;

/** So many that only a few more fit. */
async function fill(folder: string): Promise<void> {
  const redemptions = await Redemptions.open(folder);
  const count = Math.floor(LIMIT_BYTES / RECORD_BYTES) - 3;
  const claims = Array.from({ length: count }, (_, i) =>
    redemptions.claim({
      ...{ kind: 'voucher', id: hash(String(i)), most: 1, keyNumber: 1 },
      request: random(32),
    }),
  );
  await Promise.all(claims);
  await redemptions.close();
}

it('the issuer on a full disk refuses, and issues nothing that it has not written down', async () => {
  const fixture = await openIssuer();
  const { issuer, ledger, folder } = fixture;
  const vouchers = Array.from({ length: 6 }, () =>
    issuer.invite({ batches: 1, untilMs: Date.now() + DAY_MS }),
  );
  await issuer.close();
  const issuerFolder = join(folder, 'issuer');
  await fill(issuerFolder);
  const program = await buildProgram('issuer/main', folder);
  const environment = {
    ...{ SOTTO_ISSUER_FOLDER: issuerFolder, SOTTO_ISSUER_NAME: ISSUER_NAME },
    ...{ SOTTO_ISSUER_SERVICE: SERVICE, SOTTO_LEDGER_URL: ledger.url, SOTTO_ISSUER_PORT: '0' },
  };
  const digest = await challengeDigest(encodeChallenge(serviceChallenge(ISSUER_NAME, SERVICE)));
  const { signal } = new AbortController();
  const start = async (maxFileBytes?: number) => {
    const running = spawnProgram(program, environment, maxFileBytes);
    const { url, verifierKey } = await running.ready;
    const note = await noteOf(String(url), String(verifierKey));
    const buy = async (order: Order) =>
      (await buyBatch(wayTo(String(url)), note, order, signal)).batch;
    return { running, note, buy };
  };
  const full = await start(LIMIT_BYTES);
  const orders: Order[] = [];
  for (const voucher of vouchers) {
    const order = await newOrder(full.note, voucher, digest);
    orders.push(order);
    order.answerHex = await full.buy(order).then(toHex, () => undefined);
  }
  const issued = orders.filter(({ answerHex }) => answerHex !== undefined);
  expect(issued.length).toBeGreaterThan(0);
  expect(issued.length).toBeLessThan(vouchers.length);
  // It goes on saying who it is, and answers what it had answered.
  const [first] = issued;
  if (first === undefined) throw new Error('none issued');
  expect(toHex(await full.buy(first))).toBe(first.answerHex);
  full.running.process.kill('SIGTERM');
  expect(await full.running.ended).toBe('');

  const roomy = await start();
  for (const order of orders) {
    const other = await newOrder(roomy.note, order.voucher, digest);
    if (order.answerHex === undefined) {
      expect((await roomy.buy(other)).length).toBeGreaterThan(0);
      await expect(roomy.buy(order)).rejects.toThrow(/voucher-used/);
    } else {
      expect(toHex(await roomy.buy(order))).toBe(order.answerHex);
      await expect(roomy.buy(other)).rejects.toThrow(/voucher-used/);
    }
  }
  roomy.running.process.kill('SIGTERM');
  expect(await roomy.running.ended).toBe('');
});

it('the spent set on a full disk refuses, and judges nothing by what may not be written', async () => {
  const folder = await temporaryFolder();
  const program = await buildProgram('spent/main', folder);
  const environment = {
    ...{ SOTTO_SPENT_FOLDER: join(folder, 'spent'), SOTTO_SPENT_TOKEN: TOKEN },
    SOTTO_SPENT_PORT: '0',
  };
  const credit = (i: number): SpentId[] => [{ id: hash(`credit ${i}`), keyNumber: 1 }];
  const full = spawnProgram(program, environment, 8192);
  const set = new RemoteSpentSet(String((await full.ready)['url']), TOKEN);
  let held = 0;
  const lock = (i: number): Promise<boolean> =>
    set.begin(hash(`ask ${i}`), credit(i)).then(
      (begun) => begun === 'new',
      () => false,
    );
  while (await lock(held)) held++;
  expect(held).toBeGreaterThan(10);
  // Another ask with the same credit is not told that it was spent: that would cost it the credit.
  await expect(set.begin(hash('other'), credit(held))).rejects.toThrow(/unreachable/);
  await expect(set.end(hash('ask 0'), 'spent')).rejects.toThrow(/unreachable/);
  await set.close();
  full.process.kill('SIGTERM');
  expect(await full.ended).toBe('');

  const roomy = spawnProgram(program, environment);
  const after = new RemoteSpentSet(String((await roomy.ready)['url']), TOKEN);
  for (let i = 0; i < held; i++) {
    expect(await after.begin(hash(`late ${i}`), credit(i))).toBe('refused');
  }
  expect(await after.begin(hash('other'), credit(held))).toBe('new');
  roomy.process.kill('SIGTERM');
  expect(await roomy.ended).toBe('');
});
