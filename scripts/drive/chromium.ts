/**
 * Starts a Chromium of its own profile with one unpacked extension in it, and nothing that leaves the
 * machine. Knows nothing of what the extension does.
 */
import {
  launch,
  TargetType,
  type Browser,
  type Page,
  type Target,
  type WebWorker,
} from 'puppeteer-core';
import { findBrowser } from '../find-browser.ts';
import { makeTemporary, removeTemporary } from './temporary.ts';
import { until } from './until.ts';

export interface ChromiumOptions {
  /** Folder of the built extension. */
  extension: string;
  /** Folders of other extensions beside it: neighbours that are not to be trusted. */
  others?: readonly string[];
  /**
   * What the extension opens when it is installed, which an unpacked one is at every start. It comes a moment later and
   * takes the foreground from whatever stands there by then, so it is waited for and closed.
   */
  firstPage?: string | undefined;
  isHeaded?: boolean;
  /** Kept by the caller, so that a browser can be started again on it. */
  profile?: string;
  args?: readonly string[];
  env?: Record<string, string>;
}

export interface Chromium {
  browser: Browser;
  extensionId: string;
  /** Runs in the extension's worker, starting it if it sleeps. */
  inWorker: (code: string) => Promise<unknown>;
  killWorker: () => Promise<void>;
  /** The popup as the toolbar button opens it, which also grants activeTab on the page. */
  clickToolbar: (page: Page) => Promise<Page>;
  /** A page of the extension in a tab. */
  openOwnPage: (path: string) => Promise<Page>;
  close: () => Promise<void>;
}

/** Only this machine can be reached, by any part of the browser. */
const NOTHING_LEAVES =
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost';

const QUIET = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-search-engine-choice-screen',
];

/**
 * The screen that a headless browser believes in: large enough for the popup at its full height. Drawn without imitating
 * a graphics card.
 */
const SCREEN = ['--screen-info={1440x1000}', '--window-size=1280,900', '--disable-gpu'];

/** Chromium's sandbox cannot start as root; nobody else goes without it. */
const AS_ROOT = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** What every browser of ours is started with, also one without the extension. */
export function browserArgs(isHeaded = false): string[] {
  return [NOTHING_LEAVES, ...QUIET, ...AS_ROOT, ...(isHeaded ? [] : SCREEN)];
}

async function start(options: ChromiumOptions, profile: string): Promise<Browser> {
  return launch({
    executablePath: await findBrowser('chromium'),
    headless: options.isHeaded !== true,
    pipe: true,
    enableExtensions: [options.extension, ...(options.others ?? [])],
    userDataDir: profile,
    defaultViewport: null,
    args: [...browserArgs(options.isHeaded), ...(options.args ?? [])],
    env: { ...process.env, ...options.env },
    // The person's Ctrl-C belongs to the command that started the browser, which closes it itself.
    handleSIGINT: false,
  });
}

function isWorker(target: Target): boolean {
  return target.type() === TargetType.SERVICE_WORKER && target.url().endsWith('/background.js');
}

async function readyWorker(browser: Browser): Promise<WebWorker> {
  const target = await browser.waitForTarget(isWorker, { timeout: 20_000 });
  const worker = await target.worker();
  if (worker === null) throw new Error('the worker has ended');
  // Right after its start a worker may not have the extension's API yet.
  await until(
    async () => ((await worker.evaluate('typeof chrome === "object"')) === true ? true : undefined),
    {
      what: 'the worker to have the extension API',
      timeoutMs: 5000,
    },
  );
  return worker;
}

async function popupOf(browser: Browser, extensionId: string): Promise<Page> {
  const target = await browser.waitForTarget(
    (one) =>
      one.type() === TargetType.PAGE &&
      one.url().startsWith(`chrome-extension://${extensionId}/popup.html`),
    { timeout: 10_000 },
  );
  return target.asPage();
}

/** Its id is in the address of its worker. */
async function idOf(browser: Browser): Promise<string> {
  return new URL((await readyWorker(browser)).url()).host;
}

/**
 * Ends the worker where it stands, as the browser does, and waits until it is gone. Lets go of it first: an open page
 * wakes the next worker at once, and one that somebody still held would be handed to the new one as if it had not ended.
 */
async function killWorker(browser: Browser): Promise<void> {
  const target = browser.targets().find(isWorker);
  const held = (await target?.worker())?.client;
  if (target === undefined || held === undefined) return;
  const { targetInfo } = await held.send('Target.getTargetInfo');
  await held.detach();
  const session = await browser.target().createCDPSession();
  await session.send('Target.closeTarget', { targetId: targetInfo.targetId });
  await session.detach();
  const isGone = (): true | undefined => (browser.targets().includes(target) ? undefined : true);
  await until(isGone, { what: 'the worker to end' });
}

async function closeFirstPage(browser: Browser, url: string): Promise<void> {
  const target = await browser.waitForTarget((one) => one.url() === url, { timeout: 20_000 });
  await (await target.asPage()).close();
}

function waker(browser: Browser, extensionId: string): () => Promise<WebWorker> {
  return async () => {
    if (!browser.targets().some(isWorker)) {
      const page = await browser.newPage();
      await page.goto(`chrome-extension://${extensionId}/popup.html`);
      await page.evaluate('void chrome.runtime.connect({ name: "wake" })');
      await browser.waitForTarget(isWorker, { timeout: 10_000 });
      await page.close();
    }
    return readyWorker(browser);
  };
}

export async function launchChromium(options: ChromiumOptions): Promise<Chromium> {
  const profile = options.profile ?? makeTemporary('chromium');
  const browser = await start(options, profile);
  const extensionId = await idOf(browser);
  const worker = waker(browser, extensionId);
  const { firstPage } = options;
  if (firstPage !== undefined) {
    await closeFirstPage(browser, `chrome-extension://${extensionId}/${firstPage}`);
  }
  return {
    browser,
    extensionId,
    inWorker: async (code) => (await worker()).evaluate(code),
    killWorker: () => killWorker(browser),
    clickToolbar: async (page) => {
      const extension = (await browser.extensions()).get(extensionId);
      if (extension === undefined) throw new Error('the extension is gone');
      await page.triggerExtensionAction(extension);
      return popupOf(browser, extensionId);
    },
    openOwnPage: async (path) => {
      const page = await browser.newPage();
      await page.goto(`chrome-extension://${extensionId}/${path}`);
      return page;
    },
    close: async () => {
      await browser.close();
      if (options.profile === undefined) removeTemporary(profile);
    },
  };
}
