/**
 * Runs the page script once, under the activeTab grant of the gesture. Must never ask for more than that grant: a
 * frame that it does not cover answers nothing.
 */
import { browser } from './browser.ts';
import { PlatformError } from './errors.ts';

/** A script's result with the frame that it came from. */
export interface FrameResult {
  readonly frameId: number;
  readonly result: unknown;
}

/** What came back from the frames that could be read, the top frame first. Nothing in it is to be trusted. */
export async function runInTab(
  tabId: number,
  file: string,
  frameId?: number,
): Promise<FrameResult[]> {
  const target =
    frameId === undefined ? { tabId, allFrames: true } : { tabId, frameIds: [frameId] };
  try {
    const results = await browser.scripting.executeScript({ target, files: [file] });
    return results
      .toSorted((a, b) => a.frameId - b.frameId)
      .map(({ frameId: id, result }) => ({ frameId: id, result }));
  } catch (cause) {
    throw new PlatformError('page-not-readable', undefined, { cause });
  }
}

/**
 * Runs a script in one frame and then the function that it has left under this name in the extension's own world
 * there. For what needs to be told something, which a file cannot be.
 */
export async function callInFrame(
  place: { readonly tabId: number; readonly frameId: number },
  script: { readonly file: string; readonly name: string },
  argument: unknown,
): Promise<unknown> {
  const target = { tabId: place.tabId, frameIds: [place.frameId] };
  try {
    await browser.scripting.executeScript({ target, files: [script.file] });
    const args = [script.name, argument];
    const [found] = await browser.scripting.executeScript({ target, func: callByName, args });
    return found?.result;
  } catch (cause) {
    throw new PlatformError('page-not-readable', undefined, { cause });
  }
}

/** Sent into the page as its own source text: it may use nothing from outside of itself. */
function callByName(name: string, argument: unknown): unknown {
  const found: unknown = Reflect.get(globalThis, name);
  return typeof found === 'function' ? Reflect.apply(found, undefined, [argument]) : undefined;
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
