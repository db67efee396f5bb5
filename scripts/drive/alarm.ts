/**
 * Lets the extension's alarm ring now instead of at its own random time, for those who cannot wait for it. What wakes
 * the worker is the browser's own alarm all the same.
 */
import type { Chromium } from './chromium.ts';

/** By the browser's own clock: a test may have put the worker's forward. */
const HASTEN = `chrome.alarms.getAll().then((alarms) => Promise.all(
  alarms.map(({ name }) => chrome.alarms.create(name, { when: performance.timeOrigin + performance.now() + 100 }))))`;

export async function ringAlarm(chromium: Chromium): Promise<void> {
  await chromium.inWorker(HASTEN);
}
