/** The tour's part where something does not go on: no relay, a refusal, an alarm, a lock. It ends locked. */
import type { Page } from 'puppeteer-core';
import { ringAlarm } from '../alarm.ts';
import type { Chromium } from '../chromium.ts';
import { readStore } from '../kept.ts';
import { openPopupOn } from '../one-ask.ts';
import { click, mark, type, waitAnew, waitForState } from '../popup.ts';
import { changeSettings, readSettings } from '../settings.ts';
import { until } from '../until.ts';
import { stopAt } from './pages.ts';
import type { Look, ScreenName } from './screens.ts';
import { PASSPHRASE } from './words.ts';

/** Nothing listens there: the port of a service that no machine has any more. */
const NOBODY = 'http://127.0.0.1:9';

export async function tourTroubles(chromium: Chromium, page: Page, look: Look): Promise<void> {
  const stopOn = async (name: ScreenName, phase: string): Promise<void> => {
    const popup = await openPopupOn(chromium, page, 'article');
    await popup.waitForSelector(`${mark('question')}, ${mark('new-question')}`);
    if ((await popup.$(mark('new-question'))) !== null) await click(popup, 'new-question');
    await popup.waitForSelector(mark('question'));
    await waitForState(popup, 'app', 'data-enclave', [phase]);
    await look({ name, page: popup });
    await popup.close();
  };
  await tourAlarm(chromium, page, look);
  const own = await chromium.openOwnPage('about.html');
  const { relayUrl, releases, developmentRoots } = await readSettings(own);
  await changeSettings(own, { relayUrl: NOBODY });
  await stopOn('relay-down', 'refused');
  await changeSettings(own, { relayUrl, releases: [] });
  await stopOn('refused', 'refused');
  await changeSettings(own, { relayUrl: '', releases, developmentRoots: [] });
  await stopOn('no-relay', 'unset');
  await changeSettings(own, { relayUrl, releases, developmentRoots });
  await own.close();
  await tourLock(chromium, page, look);
}

/** The worker's clock, until it dies: a day later at each turn, so that every look is due. */
const LATER = '{ const real = Date.now; Date.now = () => real() + 24 * 60 * 60_000; }';

/** A receipt that is not in the log by its deadline. */
async function tourAlarm(chromium: Chromium, page: Page, look: Look): Promise<void> {
  let turns = 0;
  const rung = async (): Promise<true | undefined> => {
    if (turns++ % 20 === 0) {
      await chromium.inWorker(LATER);
      await ringAlarm(chromium);
    }
    return (await readStore(chromium, 'alarms')).length > 0 || undefined;
  };
  await until(rung, { what: 'an alarm', timeoutMs: 60_000 });
  await chromium.killWorker();
  await stopAt(chromium, 'proofs.html', mark('alarm-item'), 'alarms', look);
  const popup = await openPopupOn(chromium, page, 'article');
  await popup.waitForSelector(mark('alarm'));
  await popup.waitForSelector(mark('new-question'));
  await look({ name: 'alarm', page: popup });
  await popup.close();
}

async function tourLock(chromium: Chromium, page: Page, look: Look): Promise<void> {
  const options = await chromium.openOwnPage('options.html');
  await options.setViewport({ width: 1000, height: 900, deviceScaleFactor: 2 });
  await click(options, 'passphrase-set');
  await type(options, 'passphrase-new', PASSPHRASE);
  await type(options, 'passphrase-again', PASSPHRASE);
  await options.$eval(mark('at-rest'), (element) => element.scrollIntoView());
  await look({ name: 'lock', page: options });
  await click(options, 'passphrase-act');
  await options.waitForSelector(mark('at-rest-locked'), { timeout: 40_000 });
  await click(options, 'lock-now');
  await waitAnew(options, 'locked');
  await look({ name: 'locked', page: options });
  await options.close();
  await page.bringToFront();
  const popup = await chromium.clickToolbar(page);
  await waitAnew(popup, 'locked');
  await look({ name: 'locked-popup', page: popup });
  await popup.close();
}
