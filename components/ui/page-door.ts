/**
 * The door of the screens to the web page that a quote came from: its text, when the person asks for it, and its
 * field, when they have an answer put there. Absent where a page of ours has no such door.
 */
import { createContext } from 'preact';
import type { ErrorView, QuoteSource } from '../../lib/ask/index.ts';
import type { WriteOutcome, WriteRequest } from '../../lib/selection/index.ts';

/** A page's text as markup of our own script's making (lib/selection/page-markup). */
export interface PageMarkup {
  readonly html: string;
  readonly title: string;
  readonly isCut: boolean;
}

export interface PageDoor {
  /** @param url Where the quote came from, as far as it is known: another page by now is not read. */
  readPage: (source: QuoteSource, url: string) => Promise<PageMarkup | { error: ErrorView }>;
  write: (source: QuoteSource, request: WriteRequest) => Promise<WriteOutcome>;
  /** Facts of a kept proof; null where none is kept. */
  proofNote: (id: string) => Promise<ProofNote | null>;
}

/** What somebody who is handed an answer needs to ask for its proof, and to know that it is this answer's. */
export interface ProofNote {
  readonly receiptHex: string;
  readonly logOrigin: string;
  readonly atMs: number;
  readonly model: string;
}

export const PageDoorContext = createContext<PageDoor | null>(null);
