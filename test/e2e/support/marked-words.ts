/**
 * Fills every store of a profile through the product, with words that stand nowhere else: who then finds one in a file
 * knows what was written in clear.
 */
import type { StoreNames } from 'idb';
import type { SealedName } from '../../../lib/proofs/drafts.ts';
import type { Schema } from '../../../lib/proofs/schema.ts';
import { ringAlarm } from '../../../scripts/drive/alarm.ts';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { readStore } from '../../../scripts/drive/kept.ts';
import {
  openPopupOn,
  sendQuickAction,
  waitForEnclave,
  waitForEnd,
} from '../../../scripts/drive/one-ask.ts';
import { ask } from '../../../scripts/drive/own-port.ts';
import type { Pages } from '../../../scripts/drive/page-server.ts';
import { click, mark, textOf, type } from '../../../scripts/drive/popup.ts';
import { until } from '../../../scripts/drive/until.ts';
import type { JsonRecord } from '../../../scripts/json.ts';
import { visit, type Servers } from './desk.ts';
import type { LyingRelay } from './lying-relay.ts';

/** What the browser itself may remember: the page that was visited. Nothing of ours may. */
export const OF_THE_PAGE = {
  quote: 'Vierzig Leuchtfeuer brannten vor Kap Morrow.',
  title: 'Chronik der Strandvogtei',
  path: 'zwiebelfisch-7731',
};

/** What no file at all may hold. */
export const PRIVATE = {
  answer: 'Zweiundachtzig Winden hoben den Turm.',
  followUp: 'Und womit schmierte man die Winden?',
  followAnswer: 'Mit Talg aus den Kesseln von Harrowgate.',
  running: 'Warum sank der Prahm im dritten Winter?',
  begun: 'Schollen drückten gegen das Heck',
  queued: 'Welcher Lotse verschwieg die Untiefe?',
  hidden: 'ilse.petersen@brackwasser.example',
  draft: 'Wovon handelt der Entwurf, den niemand absandte?',
  followDraft: 'Halb geschrieben: wer bezahlte den Talg',
  sought: 'Kesselflicker',
  unsaved: 'Ilsebill Ohnesorge-Petersen',
  accessToken: 'zugangsmarke-Yq83hGk2vLr0',
  refreshToken: 'folgemarke-Wm57xTn9bJd4',
};

export const PAGES: Pages = {
  [`/${OF_THE_PAGE.path}`]: `<!doctype html><html lang="de"><meta charset="utf-8">
    <title>${OF_THE_PAGE.title}</title><p id="quote">${OF_THE_PAGE.quote}</p></html>`,
};

/** Every store: a new one has no case and does not compile. What has to be in it before the files are looked at. */
export const FILLED: Record<StoreNames<Schema>, (records: readonly JsonRecord[]) => boolean> = {
  asks: ({ length }) => length >= 2,
  proofs: ({ length }) => length >= 2,
  evidence: ({ length }) => length > 0,
  keys: ({ length }) => length > 0,
  seen: ({ length }) => length > 0,
  drafts: (records) => Object.keys(SEALED).every((name) => records.some(({ id }) => id === name)),
  settlements: ({ length }) => length > 0,
  logs: ({ length }) => length > 0,
  journal: ({ length }) => length > 0,
  search: ({ length }) => length > 0,
  wallet: ({ length }) => length > 0,
  alarms: ({ length }) => length > 0,
};

const SEALED: Record<SealedName, true> = {
  current: true,
  waiting: true,
  account: true,
  follows: true,
};

export interface Desk {
  readonly chromium: Chromium;
  readonly servers: Servers;
  readonly relay: LyingRelay;
  /** Where PAGES are served. */
  readonly pagesUrl: string;
  readonly voucher: string;
}

type Step = readonly [
  what: string,
  fill: (desk: Desk) => Promise<void>,
  /** One of the stores that it fills. */
  store: StoreNames<Schema>,
];

/** One after another, in this order; at the end the home stands in a tab, on which a question is being written. */
export const FILLING: readonly Step[] = [
  ['an account', connectAccount, 'drafts'],
  ['credits, and a name that is typed and not saved', buyCredits, 'wallet'],
  ['an answer, and an alarm about its log', raiseAlarm, 'alarms'],
  ['a conversation, and the question that is begun under it', converse, 'asks'],
  ['answers that have begun, and a question that waits for them', leaveWaiting, 'drafts'],
  ['a search', search, 'search'],
  ['a draft', draftInTab, 'drafts'],
];

async function connectAccount({ chromium }: Desk): Promise<void> {
  const page = await chromium.openOwnPage('about.html');
  const bundle = {
    ...{ type: 'opengradient-cli-auth', version: 1, token_type: 'bearer', expires_in: 3600 },
    access_token: PRIVATE.accessToken,
    refresh_token: PRIVATE.refreshToken,
    config: {
      supabase_url: 'https://accounts.example',
      supabase_anon_key: 'public-key',
      chat_api_base_url: 'https://relay.example',
    },
  };
  const change = { type: 'account/change', bundle: JSON.stringify(bundle) };
  const { error } = await ask(page, change, 'settings/state');
  if (error !== undefined) throw new Error(`the account was refused: ${JSON.stringify(error)}`);
  await page.close();
}

/** The page stays open, with a name in it that is not saved. */
async function buyCredits({ chromium, voucher }: Desk): Promise<void> {
  const settings = await chromium.openOwnPage('options.html');
  await type(settings, 'credits-voucher', voucher);
  await click(settings, 'credits-now');
  await until(
    async () => /^\d+ credits left$/.test(await textOf(settings, 'credits-balance')) || undefined,
    { what: 'credits', timeoutMs: 30_000 },
  );
  await type(settings, 'redaction-words', PRIVATE.unsaved);
}

/** A log that cannot be read past its deadline, by a clock that is put forward until the worker dies. */
async function raiseAlarm({ chromium, relay, servers, pagesUrl }: Desk): Promise<void> {
  servers.model.say(PRIVATE.answer);
  const page = await visit(chromium, `${pagesUrl}${OF_THE_PAGE.path}`);
  const popup = await openPopupOn(chromium, page, '#quote');
  await waitForEnclave(popup);
  await sendQuickAction(popup, 'explain');
  await waitForEnd(popup);
  await popup.close();
  relay.showLog('none');
  await chromium.inWorker('{ const real = Date.now; Date.now = () => real() + 900_000; }');
  await ringAlarm(chromium);
  await until(async () => (await readStore(chromium, 'alarms')).length > 0 || undefined, {
    what: 'an alarm',
    timeoutMs: 30_000,
  });
  relay.showLog('true');
  await chromium.killWorker();
}

/** The answer of before is gone on with; a third question is begun under it. */
async function converse({ chromium, servers, pagesUrl }: Desk): Promise<void> {
  servers.model.say(PRIVATE.followAnswer);
  const page = await visit(chromium, `${pagesUrl}${OF_THE_PAGE.path}`);
  const popup = await openPopupOn(chromium, page, '#quote');
  await type(popup, 'follow-text', PRIVATE.followUp);
  await popup.waitForSelector(`${mark('follow-send')}:not([disabled])`);
  await click(popup, 'follow-send');
  await until(async () => (await textOf(popup, 'answer')) === PRIVATE.followAnswer || undefined, {
    what: 'the second answer',
  });
  await waitForEnd(popup);
  await type(popup, 'follow-text', PRIVATE.followDraft);
  const session = 'chrome.storage.session.get(null).then(JSON.stringify)';
  await until(
    async () => String(await chromium.inWorker(session)).includes(PRIVATE.followDraft) || undefined,
    { what: 'what is written under an answer to be remembered' },
  );
  await popup.close();
}

/** Three answers that have begun, and a fourth question that waits for one of them to end. */
async function leaveWaiting({ chromium, servers }: Desk): Promise<void> {
  servers.model.say(`${PRIVATE.begun} und`);
  servers.model.hold();
  const before = servers.model.asked.length;
  const tab = await chromium.openOwnPage('tab.html');
  for (const question of [
    ...[1, 2, 3].map((n) => `${PRIVATE.running} ${n}`),
    `${PRIVATE.queued} ${PRIVATE.hidden}`,
  ]) {
    await ask(tab, { type: 'ask/show', id: null }, 'app/state');
    await ask(tab, { type: 'draft/change', draft: { question } }, 'app/state');
    await tab.waitForSelector(`${mark('send')}:not([disabled])`);
    await click(tab, 'send');
    await tab.waitForSelector(mark('new-question'));
  }
  await ask(tab, { type: 'ask/show', id: null }, 'app/state');
  await until(() => servers.model.asked.length === before + 3 || undefined, {
    what: 'three of them to be asked',
    timeoutMs: 30_000,
  });
  await tab.close();
}

async function search({ chromium }: Desk): Promise<void> {
  const page = await chromium.openOwnPage('proofs.html');
  await page.waitForSelector(mark('proof-item'));
  await type(page, 'proofs-search', PRIVATE.sought);
  await until(async () => (await page.$(mark('proof-item'))) === null || undefined, {
    what: 'nothing to be found',
  });
}

async function draftInTab({ chromium }: Desk): Promise<void> {
  const tab = await chromium.openOwnPage('tab.html');
  await type(tab, 'question', PRIVATE.draft);
}
