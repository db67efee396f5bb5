/**
 * Runs the page script once, under the activeTab grant of the gesture. Must never ask for more than that grant: a
 * frame that it does not cover answers nothing.
 */
import { browser } from './browser.ts';
import { PlatformError } from './errors.ts';

/** What came back from the frames that could be read, the top frame first. Nothing in it is to be trusted. */
export async function runInTab(tabId: number, file: string, frameId?: number): Promise<unknown[]> {
  const target =
    frameId === undefined ? { tabId, allFrames: true } : { tabId, frameIds: [frameId] };
  try {
    const results = await browser.scripting.executeScript({ target, files: [file] });
    return results.toSorted((a, b) => a.frameId - b.frameId).map((each): unknown => each.result);
  } catch (cause) {
    throw new PlatformError('page-not-readable', undefined, { cause });
  }
}

/** The tab that a gesture was about when the browser did not say; its url is known only under activeTab. */
export async function activeTab(): Promise<TabFacts | undefined> {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  return tab;
}

export interface TabFacts {
  readonly id?: number | undefined;
  readonly windowId?: number | undefined;
  readonly url?: string | undefined;
  readonly title?: string | undefined;
  readonly incognito?: boolean | undefined;
}
