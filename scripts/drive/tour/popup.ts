/** The tour's part in the popup: a question, what leaves with it, its way, its answer, and those that follow. */
import type { Page } from 'puppeteer-core';
import type { Chromium } from '../chromium.ts';
import { readStore } from '../kept.ts';
import { backToQuestion, sendQuickAction, waitForEnclave, waitForEnd } from '../one-ask.ts';
import { click, mark, textOf, type, waitForState } from '../popup.ts';
import { waitForSettlement } from '../proof-file.ts';
import { until } from '../until.ts';
import type { Look, TourDesk } from './screens.ts';
import { ANSWER, FOLLOW_UP, FOLLOWED, PRIVATE_QUESTION, QUESTION, SEVERAL } from './words.ts';

/** At most three run at once; the fourth waits. */
const RUNNING = 3;

/** Opens what is behind a summary, and brings it onto the screen. */
async function unfold(page: Page, name: string): Promise<void> {
  await page.waitForSelector(mark(name));
  await page.$eval(mark(name), (element) => {
    const details = element.closest('details') ?? element.querySelector('details');
    if (details) details.open = true;
  });
  // What is behind it is drawn once it is open.
  await page.waitForSelector(`${mark(name)} .disclosure-body`);
  await page.$eval(`${mark(name)} .disclosure-body`, (body) =>
    body.parentElement?.scrollIntoView({ block: 'start' }),
  );
}

export async function tourPopup(
  chromium: Chromium,
  popup: Page,
  desk: TourDesk,
  look: Look,
): Promise<void> {
  await waitForEnclave(popup);
  await tourQuestion(popup, look);
  await tourOffline(chromium, popup, look);
  await tourRunning(popup, desk, look);
  await settled(chromium, popup, desk);
  await tourAnswer(popup, desk, look);
  desk.hideLog();
  await tourSeveral(popup, desk, look);
  await click(popup, 'proofs-open');
  await popup.waitForSelector(mark('proof-item'));
  await look({ name: 'proofs', page: popup });
  await click(popup, 'proof-item');
  await popup.waitForSelector(mark('proof-detail'));
  await look({ name: 'proof', page: popup });
}

async function tourQuestion(popup: Page, look: Look): Promise<void> {
  await type(popup, 'question', QUESTION);
  await popup.waitForSelector(`${mark('send')}:not([disabled])`);
  await look({ name: 'ask', page: popup });
  await unfold(popup, 'leaves');
  await look({ name: 'leaves', page: popup });
  await click(popup, 'include-page');
  await popup.waitForSelector(mark('page-view'));
  await unfold(popup, 'page-view');
  await look({ name: 'page-text', page: popup });
  await click(popup, 'include-page');
  await type(popup, 'question', PRIVATE_QUESTION);
  await popup.waitForSelector(mark('hidden-chip'));
  await popup.$eval(mark('hidden'), (element) => element.scrollIntoView({ block: 'center' }));
  await look({ name: 'hidden', page: popup });
  await click(popup, 'more-open');
  await popup.waitForSelector(mark('menu-help'));
  await look({ name: 'menu', page: popup });
  await popup.keyboard.press('Escape');
  await click(popup, 'enclave-state');
  await popup.waitForSelector(mark('pcr0'));
  await look({ name: 'enclave', page: popup });
  await click(popup, 'back');
}

/** What the browser says of its network in the worker, which has no switch for it. */
const WITHOUT_NETWORK = `Object.defineProperty(navigator, 'onLine', { value: false, configurable: true })`;
const WITH_NETWORK = 'delete navigator.onLine';

async function tourOffline(chromium: Chromium, popup: Page, look: Look): Promise<void> {
  await popup.setOfflineMode(true);
  await chromium.inWorker(WITHOUT_NETWORK);
  await popup.waitForSelector(mark('offline'));
  await look({ name: 'offline', page: popup });
  await sendQuickAction(popup, 'explain');
  await popup.waitForSelector(mark('queued-offline'));
  await look({ name: 'waiting', page: popup });
  await backToQuestion(popup);
  await chromium.inWorker(WITH_NETWORK);
  await popup.setOfflineMode(false);
  await popup.waitForSelector(mark('offline'), { hidden: true });
  await waitForEnclave(popup);
}

async function tourRunning(popup: Page, { model }: TourDesk, look: Look): Promise<void> {
  model.say(ANSWER);
  model.hold();
  await sendQuickAction(popup, 'explain');
  await waitForState(popup, 'app', 'data-phase', ['streaming']);
  await until(async () => (await textOf(popup, 'answer')).includes('drum') || undefined, {
    what: 'most of the answer',
  });
  await look({ name: 'running', page: popup });
  model.release();
  await waitForEnd(popup, 120_000);
}

/** The first answer's receipt is in the public log, and the popup says so. */
async function settled(chromium: Chromium, popup: Page, desk: TourDesk): Promise<void> {
  const [ask] = await readStore(chromium, 'asks');
  await desk.settle();
  await waitForSettlement(chromium, String(ask?.['id']));
  await waitForState(popup, 'proof-chip', 'data-settlement', ['holds']);
}

async function tourAnswer(popup: Page, { model }: TourDesk, look: Look): Promise<void> {
  await look({ name: 'answer', page: popup });
  await click(popup, 'proof-chip');
  await popup.waitForSelector(mark('proof-panel'));
  await popup.$eval(mark('proof-chip'), (element) => element.scrollIntoView());
  await look({ name: 'answer-proof', page: popup });
  model.say(FOLLOWED);
  await type(popup, 'follow-text', FOLLOW_UP);
  await popup.waitForSelector(`${mark('follow-send')}:not([disabled])`);
  await click(popup, 'follow-send');
  await until(async () => !(await textOf(popup, 'thread')).includes(FOLLOW_UP) || undefined, {
    what: 'the next turn',
  });
  await until(async () => (await textOf(popup, 'answer')).includes('less than half') || undefined, {
    what: 'the second answer',
  });
  await waitForEnd(popup, 120_000);
  await look({ name: 'thread', page: popup });
}

async function tourSeveral(popup: Page, { model }: TourDesk, look: Look): Promise<void> {
  model.hold();
  for (const question of SEVERAL) {
    await click(popup, 'new-question');
    await type(popup, 'question', question);
    await popup.waitForSelector(`${mark('send')}:not([disabled])`);
    await click(popup, 'send');
    await popup.waitForSelector(mark('new-question'));
  }
  await until(async () => (await lines(popup, 'streaming')) === RUNNING || undefined, {
    what: 'three running asks',
  });
  await look({ name: 'several', page: popup });
  model.release();
  await until(async () => (await lines(popup, 'done')) >= SEVERAL.length || undefined, {
    what: 'all of them to be answered',
    timeoutMs: 120_000,
  });
}

function lines(popup: Page, phase: string): Promise<number> {
  return popup.$$eval(`.ask-line[data-phase="${phase}"]`, (all) => all.length);
}
