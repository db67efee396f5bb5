/**
 * Speaks the product's own port from one of its own pages, as the popup and the settings page do.
 * For setting a profile up and reading back what it holds; what a person does is driven through the screen instead.
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
