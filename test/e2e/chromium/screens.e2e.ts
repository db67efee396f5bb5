import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../../../scripts/drive/axe.ts';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { SCREENS, type Visited } from '../../../scripts/drive/tour/screens.ts';
import { tour } from '../../../scripts/drive/tour/tour.ts';
import { openBrowser } from '../support/desk.ts';
import { startTourServers, type TourServers } from '../support/tour-desk.ts';

let servers: TourServers;
let chromium: Chromium;

beforeAll(async () => {
  servers = await startTourServers();
  chromium = await openBrowser(servers.settings);
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
});

async function check(page: Page, scheme: string): Promise<string[]> {
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: scheme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  return accessibilityFaults(page);
}

describe('every screen', () => {
  it('has no accessibility fault that axe can find, light and dark', async () => {
    const seen: string[] = [];
    const faults: string[] = [];
    const look = async ({ name, page }: Visited): Promise<void> => {
      seen.push(name);
      for (const scheme of ['light', 'dark']) {
        faults.push(...(await check(page, scheme)).map((fault) => `${name}, ${scheme}: ${fault}`));
      }
    };
    await tour(chromium, servers, look);
    expect(faults).toEqual([]);
    expect(seen).toEqual([...SCREENS]);
  }, 240_000);
});
