/**
 * The popup and our other pages as a person uses them: by what is on the screen, found by the
 * `data-testid` marks that components carry. Works alike in Chromium and Firefox.
 */
import type { Page } from 'puppeteer-core';
import { until } from './until.ts';

export function mark(name: string): string {
  return `[data-testid="${name}"]`;
}

/** The text of the marked element, once it is there: parts of a page come later than its first screen. */
export async function textOf(page: Page, name: string): Promise<string> {
  await page.waitForSelector(mark(name));
  return page.$eval(mark(name), (element) => element.textContent.trim());
}

/** The same as rendered: what stands in a block of its own stands on a line of its own. */
export async function renderedTextOf(page: Page, name: string): Promise<string> {
  await page.waitForSelector(mark(name));
  return page.$eval(mark(name), (element) =>
    (element instanceof HTMLElement ? element.innerText : element.textContent).trim(),
  );
}

export async function attributesOf(page: Page, name: string): Promise<Record<string, string>> {
  await page.waitForSelector(mark(name));
  return page.$eval(mark(name), (element) =>
    Object.fromEntries(
      [...element.attributes].map((attribute) => [attribute.name, attribute.value]),
    ),
  );
}

/**
 * Waits for what a page shows that begins itself anew. Asked again and again from outside: a wait inside the page is
 * lost with its document, and Firefox's driver trips over one that it finds half gone.
 */
export async function waitAnew(page: Page, name: string): Promise<void> {
  const isThere = (selector: string): boolean => document.querySelector(selector) !== null;
  await until(async () => (await page.evaluate(isThere, mark(name))) || undefined, {
    what: `${name} on a page begun anew`,
    timeoutMs: 30_000,
  });
}

export async function click(page: Page, name: string): Promise<void> {
  await page.waitForSelector(mark(name));
  await page.locator(mark(name)).click();
}

/** By key; into a box for long text all but the last letter as if pasted, since each letter there draws the screen anew. */
export async function type(page: Page, name: string, text: string): Promise<void> {
  await page.waitForSelector(mark(name));
  const field = page.locator(mark(name));
  if ((await page.$(`textarea${mark(name)}`)) !== null) {
    await field.fill(text.slice(0, -1), { typingThreshold: 0 });
  }
  await field.fill(text);
}

/** Waits until an attribute of the marked element has one of the values, and returns which. */
export async function waitForState(
  page: Page,
  name: string,
  attribute: string,
  values: readonly string[],
  timeoutMs = 20_000,
): Promise<string> {
  let last: string | undefined;
  const look = async (): Promise<string | undefined> => {
    last = (await attributesOf(page, name))[attribute];
    return last !== undefined && values.includes(last) ? last : undefined;
  };
  try {
    return await until(look, { what: `${name} to be ${values.join(' or ')}`, timeoutMs });
  } catch (error) {
    throw new Error(`${name} stayed ${attribute}=${String(last)}, not ${values.join(' or ')}`, {
      cause: error,
    });
  }
}
