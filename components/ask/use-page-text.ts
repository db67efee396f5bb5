/**
 * The page's text beside a question: read when the person asks for it, cut to what fits by what is asked, cut anew when
 * that changes. What was read stays in this page of ours; only the excerpt goes into the draft.
 */
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { Draft, ErrorView, LeavesView, PageText } from '../../lib/ask/index.ts';
import {
  bytesOf,
  excerpt,
  pageTexts,
  passagesAgain,
  type Excerpt,
  type PageTexts,
} from '../../lib/excerpt/index.ts';
import { PageDoorContext } from '../ui/page-door.ts';
import type { DraftChange } from '../callbacks.ts';
import { roomFor } from './room.ts';

/** Behind the last key of whoever is writing. */
const STILL_MS = 500;
const SMALLER = 0.85;
const MIN_BYTES = 400;

export interface PageTextState {
  isReading: boolean;
  /** What was read, while it is at hand. */
  texts: PageTexts | null;
  cut: Excerpt | null;
  /** The page was longer than what is read at all. */
  isCutShort: boolean;
  read: () => void;
  pick: (kind: PageText['kind']) => void;
}

export interface PageTextInput {
  draft: Draft;
  leaves: LeavesView | null;
  contextTokens: number | undefined;
  change: (change: DraftChange) => void;
  onFailed: (error: ErrorView) => void;
}

export function usePageText(input: PageTextInput): PageTextState {
  const { draft, leaves, contextTokens, change } = input;
  const [share, setShare] = useState(1);
  const [cut, setCut] = useState<Excerpt | null>(null);
  const { question, quote, page } = draft;
  const put = (kind: PageText['kind'], all: PageTexts | null): void => {
    const passages = all === null ? passagesAgain(page?.text ?? '') : all[kind];
    const next = excerpt(
      passages,
      { question, quote },
      roomFor('page', draft, contextTokens) * share,
    );
    const total = all === null ? (page?.total ?? next.total) : next.total;
    setCut(all === null ? null : next);
    if (next.text !== page?.text || kind !== page.kind) {
      change({ page: { text: next.text, kind, total } });
    }
  };
  const reading = useReading(input, (all) =>
    put(all.article.length > 0 ? 'article' : 'whole', all),
  );
  const { texts } = reading;
  const isTooLarge = leaves?.error?.code === 'question-too-large';
  useEffect(() => {
    // Redaction may have made it longer, or the network takes less: smaller until it fits.
    if (isTooLarge && page && bytesOf(page.text) > MIN_BYTES) setShare(share * SMALLER);
  }, [isTooLarge, page?.text]);
  useEffect(() => {
    // Without the page at hand the excerpt stays as it is, unless it has to become smaller.
    if (!page || (texts === null && share === 1)) return undefined;
    const timer = setTimeout(() => put(page.kind, texts), share === 1 ? STILL_MS : 0);
    return () => clearTimeout(timer);
  }, [question, quote, share, page?.kind]);
  return { ...reading, cut, pick: (kind) => put(kind, texts) };
}

type Reading = Pick<PageTextState, 'isReading' | 'texts' | 'isCutShort' | 'read'>;

/** The page through its door, on request: whoever is gone by then, or has asked again, gets nothing of it. */
function useReading(
  { draft, onFailed }: PageTextInput,
  onRead: (texts: PageTexts) => void,
): Reading {
  const door = useContext(PageDoorContext);
  const [isReading, setIsReading] = useState(false);
  const [texts, setTexts] = useState<PageTexts | null>(null);
  const [isCutShort, setIsCutShort] = useState(false);
  const { source, url } = draft;
  const turn = useRef(0);
  useEffect(() => () => void (turn.current += 1), []);
  const read = async (): Promise<void> => {
    if (!door || !source) return;
    const mine = ++turn.current;
    setIsReading(true);
    const found = await door.readPage(source, url);
    if (mine !== turn.current) return;
    setIsReading(false);
    if ('error' in found) return onFailed(found.error);
    const all = pageTexts(found.html, found.title);
    setTexts(all);
    setIsCutShort(found.isCut);
    onRead(all);
  };
  return { isReading, texts, isCutShort, read: () => void read() };
}
