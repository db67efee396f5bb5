/** Selects text on a page as a person would have left it selected. */
import type { Page } from 'puppeteer-core';

/** From the start of the first match of the selector to the end of the last one. */
export async function selectAll(page: Page, selector: string): Promise<string> {
  await page.waitForSelector(selector);
  return page.$$eval(selector, (elements) => {
    const first = elements[0];
    const last = elements[elements.length - 1];
    const selection = getSelection();
    if (first === undefined || last === undefined || selection === null) return '';
    const range = document.createRange();
    range.setStart(first, 0);
    range.setEnd(last, last.childNodes.length);
    selection.removeAllRanges();
    selection.addRange(range);
    return selection.toString();
  });
}
