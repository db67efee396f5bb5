/** Puts the placeholders in. Small, since the worker carries it. Must never let through what is not lifted. */
import type { Redaction } from './redact.ts';
import type { Part, Texts } from './texts.ts';

/** One part of the question as it leaves. */
export function hidden(text: string, part: Part, { spans, marks, lifted }: Redaction): string {
  let out = '';
  let at = 0;
  for (const [start, end, index] of spans[part]) {
    const mark = marks[index];
    if (mark === undefined || lifted.includes(mark.text)) continue;
    out += text.slice(at, start) + mark.placeholder;
    at = end;
  }
  return out + text.slice(at);
}

/** All parts as they leave. */
export function hideIn(texts: Texts, redaction: Redaction): Texts {
  const part = (name: Part): string => hidden(texts[name], name, redaction);
  return {
    quote: part('quote'),
    page: part('page'),
    question: part('question'),
    title: part('title'),
    url: part('url'),
  };
}

/** The marks that stand for something in what leaves. */
export function marksInUse({ marks, lifted }: Pick<Redaction, 'marks' | 'lifted'>) {
  return marks.filter(({ text }) => !lifted.includes(text));
}
