/**
 * What the person's gestures on a page do: read what is selected there into the draft. Menu, command and toolbar all
 * end here. Must never send anything.
 */
import {
  chooseSelection,
  SelectionError,
  type FrameResult,
  type Selection,
} from '../selection/index.ts';
import type { Edges, TabFacts } from './edges.ts';

export interface Gesture {
  readonly origin: 'menu' | 'command' | 'toolbar' | 'button';
  readonly tab: TabFacts | undefined;
  /** The frame that the menu was opened in. */
  readonly frameId?: number | undefined;
  /** The browser's own copy of the selection, from the menu. */
  readonly menuText?: string | undefined;
  /** The quick action that was called by its key, counted from one. */
  readonly slot?: number | undefined;
}

/** Throws SelectionError when there is nothing that may be read. */
export async function readGesture(edges: Edges, gesture: Gesture): Promise<Selection> {
  const { tab, frameId, menuText = '' } = gesture;
  const words = { title: tab?.title ?? '', url: webUrl(tab?.url), menuText, frameId };
  const results = await readFrames(edges, tab, frameId);
  try {
    return chooseSelection(results, words);
  } catch (thrown) {
    if (!(thrown instanceof SelectionError)) throw thrown;
    throw isBrowserPage(tab?.url) ? new SelectionError('page-not-readable') : thrown;
  }
}

/** The page script's results, or undefined where the browser does not let it run. */
async function readFrames(
  edges: Edges,
  tab: TabFacts | undefined,
  frameId: number | undefined,
): Promise<readonly FrameResult[] | undefined> {
  if (tab?.id === undefined) return undefined;
  try {
    return await edges.readTab(tab.id, frameId);
  } catch {
    return undefined;
  }
}

/** Only addresses of the web may become part of a question. */
function webUrl(url: string | undefined): string {
  return url !== undefined && /^https?:\/\//.test(url) ? url : '';
}

/** The browser's own pages and stores, which no extension may read. */
function isBrowserPage(url: string | undefined): boolean {
  return (
    url !== undefined &&
    /^(chrome|about|edge|brave|moz-extension|chrome-extension|view-source|devtools):/.test(url)
  );
}
