/** What the script that reads a whole page returns, and its parser: a page may answer what it likes. */
import { flag, oneOf, record, text, ShapeError, type Parser } from '../shape/index.ts';
import { own } from './dom.ts';
import type { Seen } from './looks.ts';
import { MAX_MARKUP_LENGTH, pageMarkup } from './page-markup.ts';
import { SelectionError } from './selection.ts';

export interface PageReading {
  readonly version: 1;
  readonly html: string;
  readonly isCut: boolean;
  readonly title: string;
  readonly url: string;
}

const MAX_TITLE = 1_000;
const MAX_URL = 4_000;

/** Runs inside the page, once, on the person's click. Changes nothing and leaves nothing. */
export function readPage(document: Document, isSeen?: Seen): PageReading {
  const body = own(Document.prototype, 'body', document);
  const { html, isCut } = pageMarkup(body, isSeen);
  const title = own(Document.prototype, 'title', document).slice(0, MAX_TITLE);
  return { version: 1, html, isCut, title, url: location.href.slice(0, MAX_URL) };
}

const readingShape: Parser<PageReading> = record({
  version: oneOf(1),
  // The last piece may go over the limit, by one text of the page.
  html: text(2 * MAX_MARKUP_LENGTH),
  isCut: flag,
  title: text(MAX_TITLE),
  url: text(MAX_URL),
});

/** Throws SelectionError 'page-not-readable'. */
export function parsePageReading(result: unknown): PageReading {
  try {
    return readingShape(result);
  } catch (cause) {
    if (!(cause instanceof ShapeError)) throw cause;
    throw new SelectionError('page-not-readable', undefined, { cause });
  }
}
