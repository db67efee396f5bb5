/** Cards, national numbers and telephones: each window of digit groups is tried once, longest first. */
import { isCard } from './card.ts';
import type { Finding, Kind } from './finding.ts';
import { isDigitId } from './ids/digit-ids.ts';
import { runsOf, windowOf, WINDOW, type Run, type Window } from './numbers.ts';
import { phoneStart } from './phone.ts';
import type { Source } from './source.ts';

export function findNumbers(source: Source, kinds: ReadonlySet<Kind>): Finding[] {
  return runsOf(source).flatMap((run) => findInRun(source, run, kinds));
}

function findInRun(source: Source, run: Run, kinds: ReadonlySet<Kind>): Finding[] {
  const found: Finding[] = [];
  let from = 0;
  while (from < run.groups.length) {
    const step = longestFrom(source, run, from, kinds);
    if (step === undefined) from += 1;
    else {
      found.push(step.finding);
      from = step.next;
    }
  }
  return found;
}

interface Step {
  readonly finding: Finding;
  readonly next: number;
}

function longestFrom(
  source: Source,
  run: Run,
  from: number,
  kinds: ReadonlySet<Kind>,
): Step | undefined {
  for (let to = Math.min(run.groups.length, from + WINDOW); to > from; to -= 1) {
    const window = windowOf(source, run, from, to);
    const finding = window === undefined ? undefined : judge(window, kinds);
    if (finding !== undefined) return { finding, next: to };
  }
  return undefined;
}

function judge(window: Window, kinds: ReadonlySet<Kind>): Finding | undefined {
  const { start, end, digits } = window;
  if (digits.length < 7 || digits.length > 19) return undefined;
  if (kinds.has('card') && isCard(window)) return { kind: 'card', start, end };
  if (kinds.has('id') && isDigitId(window)) return { kind: 'id', start, end };
  if (!kinds.has('phone')) return undefined;
  const outer = phoneStart(window);
  return outer === undefined ? undefined : { kind: 'phone', start: outer, end };
}
