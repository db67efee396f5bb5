/**
 * Anonymous credits as a person meets them, in one browser: none left, a voucher, a log that does not hold the issuer's
 * keys, asks that pay, a refund, a copy of the wallet put back, a worker killed over an ask that was paid for.
 */
import { randomBytes } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsInBothThemes } from '../../../scripts/drive/axe.ts';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import {
  backToQuestion,
  openPopupOn,
  sendQuickAction,
  waitForEnclave,
  waitForEnd,
} from '../../../scripts/drive/one-ask.ts';
import {
  attributesOf,
  click,
  mark,
  textOf,
  type,
  waitForState,
} from '../../../scripts/drive/popup.ts';
import { makeTemporary, removeTemporary } from '../../../scripts/drive/temporary.ts';
import { until } from '../../../scripts/drive/until.ts';
import { isRecord, type JsonRecord } from '../../../scripts/json.ts';
import { copyOf } from '../../../lib/bytes/index.ts';
import { startLedger, submitEntries, type RunningLedger } from '../../../stack/ledger/index.ts';
import { openBrowser, startServers, visit, type Servers } from '../support/desk.ts';
import { lieBefore, type LyingRelay } from '../support/lying-relay.ts';
import { codeIn, Teller } from '../support/teller.ts';
import { COPY_OR_RESTORE } from '../support/wallet-copy.ts';

const DAY_MS = 86_400_000;
const folder = makeTemporary('credits');

let servers: Servers;
let relay: LyingRelay;
let fork: RunningLedger | undefined;
let chromium: Chromium;
let page: Page;
let settings: Page;
let teller: Teller;

beforeAll(async () => {
  servers = await startServers(undefined, { hasCredits: true });
  relay = await lieBefore(servers.recorder.url);
  // Without a witness: what the log shows is the log, whoever runs it.
  chromium = await openBrowser({
    ...{ ...servers.settings, relayUrl: relay.url, witnesses: [] },
    redaction: { kinds: [], words: [] },
  });
  page = await visit(chromium, servers.pages.url);
  settings = await chromium.openOwnPage('options.html');
  teller = new Teller(await chromium.openOwnPage('about.html'));
});

afterAll(async () => {
  await chromium.close();
  await relay.close();
  await fork?.close();
  await servers.close();
  removeTemporary(folder);
});

const invite = (batches = 1): string =>
  servers.stack.issuer?.invite({ batches, untilMs: Date.now() + DAY_MS }) ?? '';

/** What has left, by the kind of its resource: 'g' is a question, 'i' is for the issuer. */
const posts = (kind: 'g' | 'i'): number =>
  servers.recorder
    .requests()
    .filter(({ method, path }) => method === 'POST' && path.startsWith(`/${kind}/`)).length;

async function shows(name: string, wanted: string): Promise<void> {
  let last: string | undefined;
  await until(
    async () => {
      last = await textOf(settings, name);
      return last === wanted || undefined;
    },
    { what: `${name} to be "${wanted}"`, timeoutMs: 30_000 },
  ).catch((cause: unknown) => {
    throw new Error(`${name} stayed "${String(last)}"`, { cause });
  });
}

const balanceIs = (count: number): Promise<void> =>
  shows('credits-balance', count === 1 ? 'One credit left' : `${count} credits left`);
const tallyIs = (spent: number, back: number, lost: number): Promise<void> =>
  shows('credits-tally', `So far: spent ${spent} · came back ${back} · lost ${lost}`);

async function redeemNow(code: string): Promise<void> {
  await settings.bringToFront();
  await type(settings, 'credits-voucher', code);
  await click(settings, 'credits-now');
}

async function ask(question: string): Promise<JsonRecord> {
  await start(question);
  return teller.ended(question);
}

async function start(question: string): Promise<void> {
  await teller.send({ type: 'draft/clear' });
  await teller.send({ type: 'draft/change', draft: { quote: 'Quoted words.', question } });
  await teller.enclave();
  await teller.send({ type: 'ask/start', ...(await shownPrice()) });
}

/** What a page would show beside Send, and so hand over with it. */
async function shownPrice(): Promise<JsonRecord> {
  const { leaves } = await teller.state();
  const credits = isRecord(leaves) ? leaves['credits'] : undefined;
  return credits === undefined ? {} : { credits };
}

/** The log's own key over another history, in which the issuer's keys never stood. */
async function forkLedger(): Promise<RunningLedger> {
  const copy = join(folder, 'fork');
  cpSync(join(servers.folder, 'ledger'), copy, { recursive: true });
  rmSync(join(copy, 'public'), { recursive: true });
  for (const file of ['lock', 'journal', 'last-signed']) {
    rmSync(join(copy, 'private', file), { force: true });
  }
  const { enclave } = await teller.state();
  const credits = isRecord(enclave) ? enclave['credits'] : undefined;
  const origin = isRecord(credits) ? String(credits['logOrigin']) : '';
  const ledger = await startLedger({ folder: copy, origin });
  const entries = Array.from({ length: 5 }, () => copyOf(randomBytes(32)));
  await submitEntries({ addUrl: `${ledger.url}/add`, form: 'batch' }, entries);
  await ledger.settle();
  return ledger;
}

describe('credits', () => {
  it('none left: refused before anything leaves, and the popup says what to do', async () => {
    await balanceIs(0);
    const popup = await openPopupOn(chromium, page, '#quote');
    await waitForEnclave(popup);
    await sendQuickAction(popup, 'explain');
    await waitForState(popup, 'app', 'data-phase', ['refused']);
    expect((await attributesOf(popup, 'error'))['data-code']).toBe('credits-none');
    expect(await textOf(popup, 'error')).toContain('Add a voucher in the settings.');
    expect(posts('g')).toBe(0);
    expect(servers.model.asked).toHaveLength(0);
    await popup.close();
  });

  it('an issuer whose keys are not in the log: nothing is bought, and it says why', async () => {
    fork = await forkLedger();
    relay.showLog(fork.url);
    await redeemNow(invite());
    await waitForState(settings, 'credits-problem', 'data-code', ['credits-keys-differ']);
    await balanceIs(0);
    // One look at its note, and no voucher: a purchase is a second sealed exchange.
    expect(posts('i')).toBe(1);
    expect(codeIn(await ask('Under keys of nobody?'))).toBe('credits-keys-differ');
    expect(posts('g')).toBe(0);
  });

  it('a voucher becomes 32 credits over the relay once the keys are those of the log', async () => {
    relay.showLog('true');
    await settings.bringToFront();
    await click(settings, 'credits-look');
    await balanceIs(0);
    await settings.waitForSelector(mark('credits-look'), { hidden: true });
    await redeemNow(invite());
    await balanceIs(32);
    const sealed = servers.recorder.requests().filter(({ path }) => path.startsWith('/i/'));
    const sizes = sealed.filter(({ method }) => method === 'POST').map(({ body }) => body.length);
    expect(new Set(sizes).size).toBe(1);
    expect(posts('g')).toBe(0);
  });

  it('a used voucher gives nothing', async () => {
    const code = invite();
    await redeemNow(code);
    await balanceIs(64);
    await redeemNow(code.toLowerCase());
    await settings.waitForSelector(`${mark('voucher')}[data-problem="credits-voucher-used"]`);
    expect(await textOf(settings, 'credits-balance')).toBe('64 credits left');
    expect(await faultsInBothThemes(settings)).toEqual([]);
  });

  it('an ask shows its price, pays it inside the seal, and its receipt signs it', async () => {
    servers.model.say('The answer that was paid for.');
    const popup = await openPopupOn(chromium, page, '#quote');
    await waitForEnclave(popup);
    await backToQuestion(popup);
    await click(popup, 'action-explain');
    await until(
      async () =>
        (await textOf(popup, 'credits-price')) === 'Costs one credit · 64 credits left' ||
        undefined,
      { what: 'price and balance' },
    );
    expect(await faultsInBothThemes(popup)).toEqual([]);
    await sendQuickAction(popup, 'explain');
    const seen = await waitForEnd(popup);
    expect([seen.phase, seen.answer]).toEqual(['done', 'The answer that was paid for.']);
    expect(seen.states.receipt).toBe('holds');
    await popup.close();
    const { ask: shown } = await teller.state();
    expect(isRecord(shown) ? shown['cost'] : undefined).toMatchObject({
      currency: 'CREDITS',
      amount: '1',
    });
    await balanceIs(63);
    await tallyIs(1, 0, 0);
    expect(posts('g')).toBe(1);
  });

  it('two asks at once are paid with two credits', async () => {
    await start('The first of two?');
    await start('The second of two?');
    await teller.ended('The second of two?');
    await balanceIs(61);
    await tallyIs(3, 0, 0);
    expect(servers.model.asked).toHaveLength(3);
  });

  it('an answer that breaks off is refunded blindly: a fresh credit, and the receipt signs nothing', async () => {
    servers.model.say('Some words and then no more.');
    servers.model.breakOff();
    const ended = await ask('What of a model that dies?');
    expect(ended['phase']).toBe('failed');
    expect(ended['cost']).toMatchObject({ currency: 'CREDITS', amount: '0' });
    await balanceIs(61);
    await tallyIs(3, 1, 0);
  });

  it('a copy of the wallet put back spends nothing twice: refused with its code, the next one pays', async () => {
    servers.model.say('Once.');
    await settings.evaluate(COPY_OR_RESTORE);
    expect((await ask('Paid once?'))['phase']).toBe('done');
    await balanceIs(60);
    await settings.evaluate(COPY_OR_RESTORE);
    const asked = servers.model.asked.length;
    const refused = await ask('Paid by the same credit?');
    expect([refused['phase'], codeIn(refused)]).toEqual(['failed', 'credits-spent']);
    expect(servers.model.asked).toHaveLength(asked);
    await balanceIs(60);
    expect((await ask('Paid by another one?'))['phase']).toBe('done');
    await balanceIs(59);
  });

  it('a worker killed between paying and the answer: nothing is sent or spent twice, the count is honest', async () => {
    servers.model.say('First words, then a long silence.');
    servers.model.hold();
    await start('What of a killed worker?');
    await teller.when('the first words', ({ ask: shown }) =>
      isRecord(shown) && String(shown['answerText']).includes('First words') ? true : undefined,
    );
    const before = posts('g');
    await chromium.killWorker();
    servers.model.release();
    const shown = await teller.when('the ask to be found', ({ ask: found }) =>
      isRecord(found) && found['phase'] === 'interrupted' ? found : undefined,
    );
    expect(codeIn(shown)).toBe('interrupted');
    await settings.reload();
    await balanceIs(58);
    await tallyIs(5, 1, 1);
    expect(posts('g')).toBe(before);
    servers.model.say('Afterwards.');
    expect((await ask('And after it?'))['phase']).toBe('done');
    await balanceIs(57);
  });

  it('a price that nobody has seen is not paid: asked again at the one that then is shown', async () => {
    const before = posts('g');
    await teller.send({ type: 'draft/clear' });
    const question = 'At which price?';
    await teller.send({ type: 'draft/change', draft: { quote: 'Quoted words.', question } });
    await teller.enclave();
    await teller.send({ type: 'ask/start' });
    const refused = await teller.ended(question);
    expect([refused['phase'], codeIn(refused)]).toEqual(['refused', 'credits-price-risen']);
    expect(posts('g')).toBe(before);
    await balanceIs(57);
    const popup = await chromium.openOwnPage('popup.html');
    const price = 'Costs one credit · 57 credits left';
    await until(async () => (await textOf(popup, 'error')).includes(price) || undefined, {
      what: 'the price beside the sentence',
    });
    servers.model.say('At the price that was shown.');
    await click(popup, 'retry');
    await waitForState(popup, 'app', 'data-phase', ['done']);
    await balanceIs(56);
    expect(posts('g')).toBe(before + 1);
    await popup.close();
  });
});
