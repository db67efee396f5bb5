/** The screens' door to the page of a quote, over scripts that are put into it only on a click. Loaded when it is used. */
import { errorViewOf, viewOfCode, type QuoteSource } from '../../lib/ask/index.ts';
import { callInFrame, runInTab } from '../../lib/platform/index.ts';
import {
  parseOutcome,
  parsePageReading,
  SelectionError,
  type PageReading,
} from '../../lib/selection/index.ts';
import type { PageDoor } from '../../components/ui/page-door.ts';

export const pageDoor: PageDoor = {
  readPage: async (source, url) => {
    try {
      const page = await readPage(source);
      return isSamePage(page.url, url) ? page : { error: viewOfCode('page-changed') };
    } catch (thrown) {
      return { error: errorViewOf(thrown) };
    }
  },
  write: async ({ tabId, frameId }, request) => {
    const script = { file: 'write-field.js', name: 'sotto-write' };
    try {
      return parseOutcome(await callInFrame({ tabId, frameId }, script, request));
    } catch {
      // Closed, gone to another address, or not ours to touch any more.
      return 'gone';
    }
  },
  proofNote: async (id) => {
    const { proofNote } = await import('./proof-note.ts');
    return proofNote(id);
  },
};

/** The frame that the quote stood in; where that is closed to us, the page around it. */
async function readPage({ tabId, frameId, isMenuText }: QuoteSource): Promise<PageReading> {
  const frames = isMenuText ? [0] : [...new Set([frameId, 0])];
  let trouble: unknown = new SelectionError('page-not-readable');
  for (const frame of frames) {
    try {
      const [found] = await runInTab(tabId, 'read-page.js', frame);
      return parsePageReading(found?.result);
    } catch (thrown) {
      trouble = thrown;
    }
  }
  throw trouble;
}

/** A frame has an address of its own, so only the top page's can differ from what was noted; its fragment may. */
function isSamePage(now: string, noted: string): boolean {
  if (noted === '') return true;
  const plain = (url: string): string => url.replace(/#.*$/, '');
  return plain(now) === plain(noted);
}
