/** The settings where answers cost credits: one voucher has become some, another one waits for its time. */
import type { Chromium } from '../chromium.ts';
import { click, mark, textOf, type } from '../popup.ts';
import { until } from '../until.ts';
import { TAB } from './pages.ts';
import type { Look, TourDesk } from './screens.ts';

export async function tourCredits(
  chromium: Chromium,
  newVoucher: NonNullable<TourDesk['newVoucher']>,
  look: Look,
): Promise<void> {
  const page = await chromium.openOwnPage('options.html');
  await page.setViewport(TAB);
  const none = await textOf(page, 'credits-balance');
  await type(page, 'credits-voucher', newVoucher());
  await click(page, 'credits-now');
  await until(async () => (await textOf(page, 'credits-balance')) !== none || undefined, {
    what: 'credits for the voucher',
    timeoutMs: 40_000,
  });
  await type(page, 'credits-voucher', newVoucher());
  await click(page, 'credits-later');
  await page.waitForSelector(mark('voucher'));
  await page.$eval(mark('credits'), (element) => element.scrollIntoView());
  await look({ name: 'settings-credits', page });
  await page.close();
}
