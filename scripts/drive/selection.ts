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

/** From the start of the element, as much text as fits into so many bytes; a question has a largest size. */
export async function selectStart(page: Page, selector: string, maxBytes: number): Promise<string> {
  await page.waitForSelector(selector);
  return page.$eval(
    selector,
    (element, limit) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      range.setStart(element, 0);
      let left = limit;
      for (let node = walker.nextNode(); node !== null && left > 0; node = walker.nextNode()) {
        const text = node.nodeValue ?? '';
        let end = 0;
        while (end < text.length && left > 0) {
          left -= text.charCodeAt(end) < 0x80 ? 1 : 3;
          end += 1;
        }
        range.setEnd(node, end);
      }
      const selection = getSelection();
      selection?.removeAllRanges();
      selection?.addRange(range);
      return range.toString();
    },
    maxBytes,
  );
}
