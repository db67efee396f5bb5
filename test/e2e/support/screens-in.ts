/**
 * Every screen in one language: its words and direction, axe in both themes, nothing wider than its place, and the
 * pages at 200 % and 400 % (WCAG 2.2, 1.4.4 and 1.4.10).
 */
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsInBothThemes } from '../../../scripts/drive/axe.ts';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { IN_A_TAB, SCREENS, type Visited } from '../../../scripts/drive/tour/screens.ts';
import { tour } from '../../../scripts/drive/tour/tour.ts';
import { makeLocaleBuild } from '../../../scripts/desk-build.ts';
import { openBrowser } from './desk.ts';
import { startTourServers, type TourServers } from './tour-desk.ts';

/** What stands out of the page, or is cut off by its own box although nobody said so. */
const TOO_WIDE = `(() => {
  const root = document.scrollingElement;
  const isOut = (element) => {
    const { left, right } = element.getBoundingClientRect();
    return right > root.clientWidth + 1 || left < -1;
  };
  const found = root.scrollWidth <= root.clientWidth + 1 ? [] : [...document.body.querySelectorAll('*')]
    .filter((element) => isOut(element) && ![...element.children].some(isOut))
    .map((element) => 'out of the page: ' + element.outerHTML.slice(0, 120));
  for (const element of document.querySelectorAll('button, a, label, h1, h2, h3, th, summary, legend')) {
    const { overflowX, textOverflow, display } = getComputedStyle(element);
    if (display === 'inline' || textOverflow === 'ellipsis' || element.closest('.only-heard')) continue;
    if (overflowX !== 'visible' && overflowX !== 'hidden' && overflowX !== 'clip') continue;
    if (element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
      found.push(element.tagName + ' "' + element.textContent.slice(0, 40) + '"');
  }
  return found;
})()`;

async function tooWide(page: Page): Promise<string[]> {
  const found: unknown = await page.evaluate(TOO_WIDE);
  return Array.isArray(found) ? found.map(String) : ['nothing could be measured'];
}

/** As wide as a window of 1,000 units is at this zoom. */
async function zoomed(page: Page, percent: number): Promise<string[]> {
  const width = Math.max(320, Math.round(100_000 / percent));
  await page.setViewport({ width, height: 800, deviceScaleFactor: 1 });
  const faults = await tooWide(page);
  await page.setViewport({ width: 1000, height: 900, deviceScaleFactor: 1 });
  return faults.map((fault) => `at ${String(percent)} %: ${fault}`);
}

async function faultsOf({ name, page }: Visited): Promise<string[]> {
  const faults = await tooWide(page);
  if (IN_A_TAB.includes(name)) {
    faults.push(...(await zoomed(page, 200)), ...(await zoomed(page, 400)));
  }
  // Words and direction are the same in both themes; every rule in both is held in English (screens.e2e.ts).
  faults.push(...(await faultsInBothThemes(page)));
  return faults.map((fault) => `${name}: ${fault}`);
}

export interface SpokenScreens {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** The word on the button that sends. */
  readonly send: string;
}

/** Registers the test: each language is a file of its own, so that they run side by side. */
export function testScreensIn({ language, direction, send }: SpokenScreens): void {
  describe(`every screen in ${language}`, () => {
    let servers: TourServers;
    let chromium: Chromium;

    beforeAll(async () => {
      servers = await startTourServers();
      chromium = await openBrowser(servers.settings, {
        extension: makeLocaleBuild('chrome', language),
      });
    });

    afterAll(async () => {
      await chromium.close();
      await servers.close();
    });

    it('has its words, its direction, and no fault that can be found', async () => {
      const faults: string[] = [];
      const seen: string[] = [];
      await tour(chromium, servers, async (visited) => {
        seen.push(visited.name);
        const [lang, dir, words] = await spokenOn(visited.page);
        expect([lang?.split('-')[0], dir]).toEqual([language, direction]);
        if (visited.name === 'ask') expect(words).toContain(send);
        faults.push(...(await faultsOf(visited)));
      });
      expect(faults).toEqual([]);
      expect(seen).toEqual([...SCREENS]);
    }, 240_000);
  });
}

/** Language, direction and words of a page. */
async function spokenOn(page: Page): Promise<string[]> {
  const found: unknown[] = await page.evaluate(() => [
    document.documentElement.lang,
    document.documentElement.dir,
    document.body.innerText,
  ]);
  return found.map(String);
}
