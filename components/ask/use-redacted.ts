/**
 * Keeps what is to be hidden in step with the draft: each change goes to the worker together with its redaction, and
 * a draft that came from elsewhere (a new selection, other settings) gets one as soon as it is seen. The worker sends
 * nothing whose redaction was made for other texts.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Draft } from '../../lib/ask/index.ts';
import type { findAll, redact } from './finder.ts';
import {
  stampOf,
  textsOf,
  type Before,
  type Finding,
  type Redaction,
  type Rules,
} from '../../lib/redaction/index.ts';
import type { RedactionSettings } from '../../lib/settings/index.ts';
import { useLate } from '../answer/use-late.ts';
import type { DraftChange } from '../callbacks.ts';

/** What the late part brings (finder.ts). */
interface Finder {
  findAll: typeof findAll;
  redact: typeof redact;
}

/** What was found in the few texts read last: while a question is written, the quote is not read again. */
class Memory {
  readonly #found = new Map<string, Finding[]>();
  #rules = '';

  readonly find = ({ findAll }: Finder, text: string, rules: Rules): Finding[] => {
    const key = JSON.stringify(rules);
    if (key !== this.#rules) this.#found.clear();
    this.#rules = key;
    const known = this.#found.get(text) ?? findAll(text, rules);
    this.#found.delete(text);
    this.#found.set(text, known);
    for (const oldest of [...this.#found.keys()].slice(0, -6)) this.#found.delete(oldest);
    return known;
  };
}

const NOTHING_BEFORE: Before = { lifted: [], marks: [] };

export interface Redacted {
  change: (change: DraftChange) => void;
  /** True when the draft's redaction is for its very texts. */
  isCurrent: boolean;
}

export function useRedacted(
  draft: Draft,
  settings: RedactionSettings,
  changeDraft: (change: DraftChange) => void,
  /** What its conversation has hidden so far. */
  earlier: Before = NOTHING_BEFORE,
): Redacted {
  const [memory] = useState(() => new Memory());
  // The worker's word, with what was written since and not yet echoed.
  const latest = useRef(draft);
  latest.current = draft;
  const finder = useLate(() => import('./finder.ts'));
  const of = (next: Draft): Redaction | undefined =>
    finder?.redact(
      textsOf(next),
      settings,
      { ...earlier, lifted: next.redaction?.lifted ?? earlier.lifted },
      (text, rules) => memory.find(finder, text, rules),
    );
  const isOn = settings.kinds.length + settings.words.length > 0;
  const wanted = isOn ? JSON.stringify([settings, stampOf(textsOf(draft))]) : '';
  const isCurrent = !isOn || draft.redaction?.of === stampOf(textsOf(draft));
  useEffect(() => {
    const redaction = isOn ? of(draft) : undefined;
    if (redaction) changeDraft({ redaction });
  }, [wanted, finder]);
  const change = (some: DraftChange): void => {
    const next = applied(latest.current, some);
    latest.current = next;
    const redaction = some.redaction ?? (isOn ? of(next) : undefined);
    changeDraft(redaction === undefined ? some : { ...some, redaction });
  };
  return { change, isCurrent };
}

function applied(draft: Draft, { page, ...plain }: DraftChange): Draft {
  const next: Draft = { ...draft, ...plain };
  if (page === null) delete next.page;
  else if (page !== undefined) next.page = page;
  return next;
}
