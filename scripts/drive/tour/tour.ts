/**
 * Walks through every screen of the product as a person comes to it, and stops at each for a look:
 * for screenshots, and for the accessibility check of all of them.
 */
import type { Chromium } from '../chromium.ts';
import { openPopupOn } from '../one-ask.ts';
import { mark } from '../popup.ts';
import { stopAt, tourPages } from './pages.ts';
import { tourPopup } from './popup.ts';
import type { Look, TourDesk } from './screens.ts';
import { tourTroubles } from './troubles.ts';

/** The extension is new, set up for this desk, and locked at the end. */
export async function tour(chromium: Chromium, desk: TourDesk, look: Look): Promise<void> {
  await stopAt(chromium, 'proofs.html', mark('proofs'), 'proofs-none', look);
  const page = await chromium.browser.newPage();
  await page.goto(desk.pageUrl);
  const popup = await openPopupOn(chromium, page, 'article');
  await tourPopup(chromium, popup, desk, look);
  await popup.close();
  await tourPages(chromium, look);
  await tourTroubles(chromium, page, look);
}
