/**
 * Makes one selection of what the frames and the browser's own menu said, or says why there is none.
 * Must never trust a frame's answer before it was parsed, nor fall back to the menu's text for a secret field.
 */
import { flag, oneOf, record, text } from '../shape/index.ts';
import {
  MAX_SELECTION_LENGTH,
  SelectionError,
  type FrameReading,
  type Selection,
} from './selection.ts';

const readingShape = record({
  version: oneOf(1),
  text: text(MAX_SELECTION_LENGTH),
  isCut: flag,
  isSecret: flag,
  isPdf: flag,
  hasFocus: flag,
  title: text(1_000),
  url: text(4_000),
});

/** What the browser knows of the tab, without any word of the page's script. */
export interface TabWords {
  readonly title: string;
  readonly url: string;
  /** The menu's own copy of the selection; line breaks may be lost, Firefox cuts it at 16,384. */
  readonly menuText: string;
}

/**
 * @param results The script's results frame by frame, or undefined when the browser refused to run it.
 * Throws SelectionError.
 */
export function chooseSelection(results: readonly unknown[] | undefined, tab: TabWords): Selection {
  const readings = (results ?? []).flatMap(parseReading);
  const withText = readings.filter((reading) => reading.text.trim() !== '');
  const best = withText.find((reading) => reading.hasFocus) ?? withText[0];
  const place = { title: tab.title.slice(0, 1_000), url: tab.url.slice(0, 4_000) };
  const top = readings[0];
  if (place.url === '' && top !== undefined && /^https?:\/\//.test(top.url))
    Object.assign(place, { title: top.title, url: top.url });
  if (best !== undefined) return { text: best.text, isCut: best.isCut, ...place };
  // The popup may have the focus by now, so any frame's secret field counts.
  if (readings.some((reading) => reading.isSecret)) throw new SelectionError('selection-secret');
  if (tab.menuText.trim() !== '') {
    const isCut = tab.menuText.length > MAX_SELECTION_LENGTH;
    return { text: tab.menuText.slice(0, MAX_SELECTION_LENGTH), isCut, ...place };
  }
  throw new SelectionError(whyNone(results, readings, tab.url));
}

function whyNone(
  results: readonly unknown[] | undefined,
  readings: readonly FrameReading[],
  url: string,
): 'pdf-not-readable' | 'page-not-readable' | 'selection-empty' {
  const looksLikePdf = /\.pdf($|[?#])/i.test(url);
  if (readings.some((reading) => reading.isPdf)) return 'pdf-not-readable';
  if (results === undefined) return looksLikePdf ? 'pdf-not-readable' : 'page-not-readable';
  return readings.length === 0 ? 'page-not-readable' : 'selection-empty';
}

/** A frame that answers anything else than a reading is passed over: a page may answer what it likes. */
function parseReading(result: unknown): FrameReading[] {
  try {
    return [readingShape(result)];
  } catch {
    return [];
  }
}
