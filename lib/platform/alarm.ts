/**
 * The one alarm: it wakes the worker at a set time, whether or not the worker lived in between. Must never be set from
 * anything that a page of the web does.
 */
import { browser } from './browser.ts';

const ALARM_NAME = 'look-again';

/** Rings at this time, or at the earlier one that was arranged before. Browsers may ring half a minute late. */
export async function setAlarm(atMs: number): Promise<void> {
  const arranged = await browser.alarms.get(ALARM_NAME);
  if (arranged !== undefined && arranged.scheduledTime <= atMs) return;
  // Firefox gives no promise here, whatever the types say.
  await Promise.resolve(browser.alarms.create(ALARM_NAME, { when: atMs }));
}
