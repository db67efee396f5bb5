/**
 * Makes one selection of what the frames and the browser's own menu said, or says why there is none.
 * Must never trust a frame's answer before it was parsed, nor fall back to the menu's text for a secret field.
 */
import { flag, oneOf, record, text } from '../shape/index.ts';
import {
  MAX_SELECTION_LENGTH,
  SelectionError,
  type FrameReading,
  type FrameResult,
  type Selection,
  type SelectionErrorCode,
} from './selection.ts';

const readingShape = record({
  version: oneOf(1),
  text: text(MAX_SELECTION_LENGTH),
  isCut: flag,
  isSecret: flag,
  isPdf: flag,
  isEditable: flag,
  hasFocus: flag,
  focusIn: oneOf('here', 'frame', 'foreign-frame'),
  title: text(1_000),
  url: text(4_000),
});

/** Firefox hands over this much of a selection and not a character more. */
const MENU_LIMIT = 16_384;

/** What the browser knows of the tab, without any word of the page's script. */
export interface TabWords {
  readonly title: string;
  readonly url: string;
  /** The menu's own copy of the selection; line breaks may be lost, Firefox cuts it. */
  readonly menuText: string;
  /** The frame that the menu was opened in. */
  readonly frameId?: number | undefined;
}

type Read = FrameReading & { readonly frameId: number };

/**
 * @param results The script's results frame by frame, or undefined when the browser refused to run it.
 * Throws SelectionError.
 */
export function chooseSelection(
  results: readonly FrameResult[] | undefined,
  tab: TabWords,
): Selection {
  const readings = (results ?? []).flatMap(parseReading);
  const place = placeOf(readings[0], tab);
  const best = bestOf(readings);
  if (best !== undefined) {
    const { text: words, isCut, frameId, isEditable } = best;
    return { text: words, isCut, ...place, frameId, isEditable, isMenuText: false };
  }
  // The popup may have the focus by now, so any frame's secret field counts.
  if (readings.some((reading) => reading.isSecret)) throw new SelectionError('selection-secret');
  const { menuText, frameId = 0 } = tab;
  if (menuText.trim() !== '') {
    const isCut = menuText.length > MAX_SELECTION_LENGTH || menuText.length === MENU_LIMIT;
    const words = menuText.slice(0, MAX_SELECTION_LENGTH);
    return { text: words, isCut, ...place, frameId, isEditable: false, isMenuText: true };
  }
  throw new SelectionError(whyNone(results, readings, tab.url));
}

function placeOf(top: FrameReading | undefined, tab: TabWords): { title: string; url: string } {
  const isUntold = tab.url === '' && top !== undefined && /^https?:\/\//.test(top.url);
  const { title, url } = isUntold ? top : tab;
  return { title: title.slice(0, 1_000), url: url.slice(0, 4_000) };
}

/** Of several selections the one that the person last worked in: any other is left over. */
function bestOf(readings: readonly Read[]): Read | undefined {
  if (readings.some(({ focusIn }) => focusIn === 'foreign-frame')) return undefined;
  const withText = readings.filter((reading) => reading.text.trim() !== '');
  const here = withText.filter(({ focusIn }) => focusIn === 'here');
  return here.find((reading) => reading.hasFocus) ?? here[0] ?? withText[0];
}

function whyNone(
  results: readonly FrameResult[] | undefined,
  readings: readonly FrameReading[],
  url: string,
): SelectionErrorCode {
  const looksLikePdf = /\.pdf($|[?#])/i.test(url);
  if (readings.some((reading) => reading.isPdf)) return 'pdf-not-readable';
  if (results === undefined) return looksLikePdf ? 'pdf-not-readable' : 'page-not-readable';
  if (readings.length === 0) return 'page-not-readable';
  const isForeign = readings.some(({ focusIn }) => focusIn === 'foreign-frame');
  return isForeign ? 'frame-not-readable' : 'selection-empty';
}

/** A frame that answers anything else than a reading is passed over: a page may answer what it likes. */
function parseReading({ frameId, result }: FrameResult): Read[] {
  try {
    return [{ ...readingShape(result), frameId }];
  } catch {
    return [];
  }
}
