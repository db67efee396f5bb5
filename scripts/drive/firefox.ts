/**
 * Starts a Firefox of its own profile with one unpacked extension in it, over WebDriver BiDi. The
 * extension's UUID is fixed beforehand, so that its pages can be addressed. Its background cannot be
 * evaluated in; tests speak to it by messages from its own pages, as the popup does.
 */
import { randomUUID } from 'node:crypto';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { findBrowser } from '../find-browser.ts';
import { until } from './until.ts';

export interface FirefoxOptions {
  extension: string;
  /** The add-on's id in its manifest. */
  addonId: string;
  uuid?: string;
  preferences?: Record<string, unknown>;
}

export interface Firefox {
  browser: Browser;
  uuid: string;
  openOwnPage: (path: string) => Promise<Page>;
  close: () => Promise<void>;
}

/** Firefox itself asks a few services at start; pointed nowhere, they stay unasked. */
const NOTHING_LEAVES = {
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': 9,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': 9,
  'network.proxy.no_proxies_on': 'localhost, 127.0.0.1',
  'datareporting.policy.dataSubmissionEnabled': false,
};

/**
 * Going to a page of an extension never reports its load over BiDi: ask the page itself, and whether it is there at all,
 * for the empty page before it has a body too.
 */
async function goToOwnPage(page: Page, url: string): Promise<void> {
  await page.goto(url, { timeout: 1500 }).catch(() => undefined);
  const isThere = (base: string): boolean =>
    location.href.startsWith(base) && document.readyState !== 'loading';
  await until(async () => (await page.evaluate(isThere, new URL('.', url).href)) || undefined, {
    what: url,
  });
}

export async function launchFirefox(options: FirefoxOptions): Promise<Firefox> {
  const uuid = options.uuid ?? randomUUID();
  const browser = await launch({
    browser: 'firefox',
    executablePath: await findBrowser('firefox'),
    headless: true,
    args: ['--remote-allow-system-access'],
    handleSIGINT: false,
    extraPrefsFirefox: {
      ...NOTHING_LEAVES,
      'extensions.webextensions.uuids': JSON.stringify({ [options.addonId]: uuid }),
      ...options.preferences,
    },
  });
  await browser.installExtension(options.extension);
  return {
    browser,
    uuid,
    openOwnPage: async (path) => {
      const page = await browser.newPage();
      await goToOwnPage(page, `moz-extension://${uuid}/${path}`);
      return page;
    },
    close: () => browser.close(),
  };
}
