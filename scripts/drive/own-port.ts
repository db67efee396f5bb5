/**
 * Speaks the product's own port from one of its own pages, as the popup and the settings page do.
 * For setting a profile up; what a person does is driven through the screen instead.
 */
import type { Page } from 'puppeteer-core';
import { isRecord, type JsonRecord } from '../json.ts';

/** Posts one command and gives the first message of the wanted kind that comes back. */
export async function ask(
  page: Page,
  command: JsonRecord,
  answerType: string,
): Promise<JsonRecord> {
  const answer: unknown = await page.evaluate(
    (sent, wanted) =>
      new Promise((resolve, reject) => {
        const port = chrome.runtime.connect({ name: 'sotto' });
        setTimeout(() => reject(new Error(`no ${wanted} came back`)), 10_000);
        port.onMessage.addListener((message: { type?: string; error?: unknown }) => {
          if (message.type !== wanted) return;
          resolve(message);
          port.disconnect();
        });
        port.postMessage(sent);
      }),
    command,
    answerType,
  );
  if (!isRecord(answer)) throw new Error('the worker answered with no object');
  return answer;
}

export async function readSettings(page: Page): Promise<JsonRecord> {
  const { settings } = await ask(page, { type: 'settings/read' }, 'settings/state');
  if (!isRecord(settings)) throw new Error('the worker has no settings');
  return settings;
}

/** Changes some settings, through the checks that the settings page goes through. */
export async function changeSettings(page: Page, changes: JsonRecord): Promise<JsonRecord> {
  const settings = { ...(await readSettings(page)), ...changes };
  const answer = await ask(page, { type: 'settings/write', settings }, 'settings/state');
  if (answer['error'] !== undefined) {
    throw new Error(`the settings were refused: ${JSON.stringify(answer['error'])}`);
  }
  return answer;
}
