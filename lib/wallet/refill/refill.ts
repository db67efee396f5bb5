/**
 * What the wallet does apart from asking, at its own random times and in the aside: makes credits of refunds that came
 * back, fetches batches for vouchers that are due, and prepares blinded requests for later asks.
 *
 * A purchase is kept before it is sent. Killed in between, the next run sends the very same bytes again, and the issuer
 * answers them again with the very same signatures.
 * Must never run because of an ask, but for the part that stays on the device.
 */
import { fromBase64Url, type Bytes } from '../../bytes/index.ts';
import {
  challengeDigest,
  encodeBatchRequest,
  encodeChallenge,
  keyThatIssues,
  readIssuerKey,
  requestToken,
  serviceChallenge,
  type IssuerNote,
} from '../../credits/index.ts';
import { codeOf } from '../../errors/index.ts';
import { WalletError } from '../errors.ts';
import {
  MAX_CREDITS,
  purseOf,
  readState,
  type Credit,
  type KeptVoucher,
  type Prepared,
  type Purse,
  type PurseId,
  type Spending,
} from '../state.ts';
import { randomTime, type Random } from '../vouchers.ts';
import { changePurse, type WalletStore } from '../wallet.ts';
import { buyBatch, readNote, type IssuerWay } from './issuer-client.ts';
import { compareKeys, findInLog, type LogFacts } from './keys.ts';
import { drawKept, finishBatch, prepare, readSecrets, shuffled, type UsedKey } from './tokens.ts';

export interface Refill {
  readonly store: WalletStore;
  readonly id: PurseId;
  readonly way: IssuerWay;
  readonly log: LogFacts;
  readonly now: () => number;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** The one size in which credits come (lib/credits). */
const BATCH_COUNT = 32;
/** Enough for many asks between two runs. */
const PREPARED_COUNT = 32;

export type Tidying = Pick<Refill, 'store' | 'id' | 'now' | 'random'>;

/** What can be done on the device alone, and so at any time: refunds become credits, blinded requests are prepared. */
export async function tidy(work: Tidying): Promise<void> {
  await takeInRefunds(work);
  await topUp(work);
}

async function takeInRefunds({ store, id, random }: Tidying): Promise<void> {
  const purse = await readPurse(store, id);
  const digest = await digestOf(id);
  for (const spending of purse.spendings) {
    const { refunded, refunds } = spending;
    if (refunded === null) continue;
    // A refund that does not verify is none; what it was for is counted as lost.
    const credits = await finishRefund(purse, digest, spending).catch(() => []);
    const mixed = shuffled(credits, random);
    await changePurse(store, id, (now) => ({
      purse: now.spendings.some((one) => one.ask === spending.ask)
        ? {
            ...now,
            credits: [...now.credits, ...mixed],
            spendings: now.spendings.filter((one) => one.ask !== spending.ask),
            refunded: now.refunded + mixed.length,
            lost: now.lost + refunds.length - mixed.length,
          }
        : now,
      result: undefined,
    }));
  }
}

async function finishRefund(
  purse: Purse,
  digest: Bytes,
  { refunded, refunds }: Spending,
): Promise<Credit[]> {
  const used = await keyOf(purse, refunds[0]?.keyNumber ?? 0);
  const secrets = refunds.map((one) => one.secrets);
  return finishBatch(used, digest, secrets, fromBase64Url(refunded ?? ''));
}

/** Everything that is due. Throws WalletError when the issuer cannot be reached or must not be trusted. */
export async function refill(work: Refill): Promise<void> {
  await tidy(work);
  const { vouchers, lookMs } = await readPurse(work.store, work.id);
  const due = vouchers.filter((one) => one.problem === null && one.dueMs <= work.now());
  const isLookDue = lookMs !== null && lookMs <= work.now();
  if (due.length === 0 && !isLookDue) return;
  const note = await trustedNote(work).catch(async (thrown: unknown) => {
    await putOff(work, due, problemOf(thrown));
    throw thrown;
  });
  for (const voucher of due) await fetchBatch(work, note, voucher);
  await topUp(work);
}

/** The note, once its keys are those that everybody sees. What is wrong with them stops the purse. */
async function trustedNote(work: Refill): Promise<IssuerNote> {
  const { store, id, way, log, now, random, signal } = work;
  try {
    const note = await readNote(way, id, signal);
    const { keys } = await readPurse(store, id);
    const checked = await findInLog(note, compareKeys(note, keys), log, now());
    await changePurse(store, id, (purse) => ({
      purse: { ...purse, keys: checked, problem: null, lookMs: null },
      result: undefined,
    }));
    return note;
  } catch (thrown) {
    const isStopped = codeOf(thrown) === 'credits-keys-differ';
    const lookMs = randomTime('retry', now(), random);
    await changePurse(store, id, (purse) => ({
      purse: {
        ...purse,
        problem: isStopped ? 'credits-keys-differ' : purse.problem,
        lookMs: isStopped || purse.lookMs !== null ? lookMs : null,
      },
      result: undefined,
    }));
    throw thrown;
  }
}

async function fetchBatch(work: Refill, note: IssuerNote, voucher: KeptVoucher): Promise<void> {
  const { store, id } = work;
  try {
    const purse = await readPurse(store, id);
    if (heldIn(purse) + BATCH_COUNT > MAX_CREDITS) return await putOff(work, [voucher], null);
    const order = orderOf(purse, voucher, work.now()) ?? (await placeOrder(work, note, voucher));
    const digest = await digestOf(id);
    const used = await keyOf(purse, order.keyNumber);
    const requests: Bytes[] = [];
    for (const secrets of order.secrets) {
      requests.push(await requestToken(used.key, digest, readSecrets(secrets)));
    }
    const batch = encodeBatchRequest(requests);
    const { text } = voucher;
    const bought = await buyBatch(work.way, note, { voucher: text, batch }, work.signal);
    const credits = await finishBatch(used, digest, order.secrets, bought.batch);
    if (credits.length === 0) throw new WalletError('credits-issuer-invalid', 'nothing issued');
    await takeIn(work, voucher, shuffled(credits, work.random), bought.hasMore);
  } catch (thrown) {
    await noteFailure(work, voucher, thrown);
  }
}

/** What is under way with an ask may come back: it keeps its place. */
function heldIn({ credits, spendings }: Purse): number {
  return spendings.reduce((sum, { refunds }) => sum + refunds.length, credits.length);
}

/** An order that was placed before, unless its key has ended: what it would bring is worth nothing any more. */
function orderOf({ keys }: Purse, { order }: KeptVoucher, nowMs: number): KeptVoucher['order'] {
  const key = keys.find(({ number }) => number === order?.keyNumber);
  return key !== undefined && nowMs < key.untilMs ? order : null;
}

async function placeOrder(
  { store, id, now, random }: Refill,
  note: IssuerNote,
  voucher: KeptVoucher,
): Promise<NonNullable<KeptVoucher['order']>> {
  const used = keyThatIssues(note, now());
  if (used === undefined) throw new WalletError('credits-issuer-unreachable', 'no key issues');
  const order = { keyNumber: used.number, secrets: drawKept(used, BATCH_COUNT, random) };
  await changeVoucher(store, id, voucher.id, (one) => ({ ...one, order }));
  return order;
}

/** Credits in, order out, and the voucher's next time, in one write. */
function takeIn(
  { store, id, now, random }: Refill,
  voucher: KeptVoucher,
  credits: Purse['credits'],
  hasMore: boolean,
): Promise<void> {
  const dueMs = randomTime('next', now(), random);
  return changePurse(store, id, (purse) => {
    const known = purse.vouchers.find((one) => one.id === voucher.id);
    if (known?.order === undefined || known.order === null) return { purse, result: undefined };
    const next = { ...known, order: null, tried: null, dueMs, fetched: known.fetched + 1 };
    return {
      purse: {
        ...purse,
        credits: [...purse.credits, ...credits],
        bought: purse.bought + credits.length,
        vouchers: purse.vouchers.flatMap((one) => {
          if (one !== known) return [one];
          return hasMore ? [next] : [];
        }),
      },
      result: undefined,
    };
  });
}

async function noteFailure(work: Refill, voucher: KeptVoucher, thrown: unknown): Promise<void> {
  const code = problemOf(thrown);
  const { store, id } = work;
  if (code === 'credits-voucher-used' && voucher.fetched > 0) {
    // Everything that it was worth is here: it is done.
    await changePurse(store, id, (purse) => ({
      purse: { ...purse, vouchers: purse.vouchers.filter((one) => one.id !== voucher.id) },
      result: undefined,
    }));
    return;
  }
  if (code.startsWith('credits-voucher-')) {
    await changeVoucher(store, id, voucher.id, (one) => ({ ...one, order: null, problem: code }));
    return;
  }
  // Its order stays: whatever was answered to it, the same bytes are asked for again.
  await putOff(work, [voucher], code);
}

/** In words of the wallet. An answer that does not verify is thrown away: a marked one would follow its owner. */
function problemOf(thrown: unknown): string {
  const code = codeOf(thrown) ?? '';
  if (code.startsWith('credits-')) return code;
  return /^(token|batch)-/.test(code) ? 'credits-issuer-invalid' : 'credits-issuer-unreachable';
}

async function putOff(
  { store, id, now, random }: Refill,
  vouchers: readonly KeptVoucher[],
  tried: string | null,
): Promise<void> {
  for (const { id: voucher } of vouchers) {
    const dueMs = randomTime('retry', now(), random);
    await changeVoucher(store, id, voucher, (one) => ({ ...one, dueMs, tried }));
  }
}

/** Blinded requests for asks to come, under the key that issues now by what was last seen. */
async function topUp({ store, id, now, random }: Tidying): Promise<void> {
  const purse = await readPurse(store, id);
  const nowMs = now();
  const seen = purse.keys.findLast(({ fromMs, untilMs }) => fromMs <= nowMs && nowMs < untilMs);
  if (seen === undefined || purse.problem !== null) return;
  const isOfIt = ({ keyNumber }: Prepared): boolean => keyNumber === seen.number;
  const missing = PREPARED_COUNT - purse.prepared.filter(isOfIt).length;
  if (missing <= 0) return;
  const used = await keyOf(purse, seen.number);
  const more = await prepare(used, await digestOf(id), missing, random);
  await changePurse(store, id, (one) => ({
    // None of them has left the device: those of an earlier key are dropped for nothing.
    purse: {
      ...one,
      prepared: [...one.prepared.filter(isOfIt), ...more].slice(0, PREPARED_COUNT),
    },
    result: undefined,
  }));
}

function changeVoucher(
  store: WalletStore,
  id: PurseId,
  voucher: string,
  change: (voucher: KeptVoucher) => KeptVoucher,
): Promise<void> {
  return changePurse(store, id, (purse) => ({
    purse: {
      ...purse,
      vouchers: purse.vouchers.map((one) => (one.id === voucher ? change(one) : one)),
    },
    result: undefined,
  }));
}

async function readPurse(store: WalletStore, id: PurseId): Promise<Purse> {
  return purseOf(readState((await store.read()).value), id);
}

async function keyOf({ keys }: Purse, number: number): Promise<UsedKey> {
  const seen = keys.find((key) => key.number === number);
  if (seen === undefined) throw new WalletError('credits-keys-differ', `no key ${number}`);
  return { number, key: await readIssuerKey(fromBase64Url(seen.spki)) };
}

async function digestOf({ issuer, service }: PurseId): Promise<Bytes> {
  return challengeDigest(encodeChallenge(serviceChallenge(issuer, service)));
}
