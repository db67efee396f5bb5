/**
 * What an observer of the line can tell of an ask from sizes and times alone: ten topics, the same thousand asks with
 * padding and without, one classifier that knows the defence. Split by prompt, so that nothing is recognised that was
 * learnt by heart; shuffled labels must give chance, or the measurement itself is wrong.
 */
import { randomFrom } from '../test/fuzz/mutate.ts';
import { median } from './median.ts';
import { featuresOf } from './observer/features.ts';
import { Forest, type Sample } from './observer/forest.ts';
import { TOPICS, type Ask } from './observer/topics.ts';
import { record, SPEED, type Trace } from './observer/traces.ts';
import { plainRow, type Row, type RowSource } from './row.ts';

const PROMPTS = 10;
const TURNS = 10;
const FOLDS = 5;
const AT_ONCE = 24;
const HIDDEN = 0.2;
const SEEN = 0.6;
const CHANCE = 1 / TOPICS.length;

function asksOf(turns: number): Ask[] {
  const asks = TOPICS.flatMap((_, topic) =>
    Array.from({ length: PROMPTS * turns }, (__, index) => ({
      ...{ topic, prompt: index % PROMPTS, turn: Math.floor(index / PROMPTS) },
    })),
  );
  // Topics come mixed, so that a slow minute of the machine marks none of them.
  const random = randomFrom(7);
  return asks
    .map((ask) => ({ ask, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ ask }) => ask);
}

/** Right guesses among all, each prompt guessed by a forest that never saw it. */
function accuracyOf(traces: readonly Trace[], labelOf: (trace: Trace) => number): number {
  const all = traces.map((trace) => ({
    trace,
    features: featuresOf(trace),
    label: labelOf(trace),
  }));
  let right = 0;
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const isHeldOut = ({ ask }: Trace): boolean => ask.prompt % FOLDS === fold;
    const learnt: Sample[] = all.filter(({ trace }) => !isHeldOut(trace));
    const forest = new Forest(learnt, TOPICS.length, fold + 1);
    for (const { trace, features, label } of all) {
      if (isHeldOut(trace) && forest.guess(features) === label) right += 1;
    }
  }
  return right / traces.length;
}

function row(name: string, value: number, bar: number | null, met: boolean): Row {
  return { name: `observer, ten topics: ${name}`, value, bar, unit: 'right', met };
}

/** What the observer sees of each topic, at the median: the clock is the one of the device, not the tenfold one. */
function shapes(name: string, traces: readonly Trace[]): Row[] {
  return TOPICS.flatMap((topic, index) => {
    const own = traces.filter(({ ask }) => ask.topic === index);
    const of = (figure: (trace: Trace) => number): number => median(own.map(figure));
    const row = (what: string, value: number, unit: string): Row =>
      plainRow(`observer, ${name}, ${topic.name}: ${what}`, value, unit);
    return [
      row(
        'answer',
        of(({ pieces }) => pieces.reduce((sum, { bytes }) => sum + bytes, 0)),
        'bytes',
      ),
      row(
        'pieces',
        of(({ pieces }) => pieces.length),
        'reads',
      ),
      row('lasts', (of(({ pieces }) => pieces.at(-1)?.atMs ?? 0) * SPEED) / 1000, 's'),
    ];
  });
}

export const rows: RowSource = async ({ quick }) => {
  const asks = asksOf(quick ? 2 : TURNS);
  const topicOf = ({ ask }: Trace): number => ask.topic;
  const open = await record(asks, 'none', AT_ONCE);
  const padded = await record(asks, 'default', AT_ONCE);
  const random = randomFrom(11);
  const seen = accuracyOf(open, topicOf);
  const hidden = accuracyOf(padded, topicOf);
  const shuffled = accuracyOf(open, () => Math.floor(random() * TOPICS.length));
  return [
    ...shapes('padding off', open),
    ...shapes('padding on', padded),
    row(`padding off, ${String(asks.length)} asks (at least)`, seen, SEEN, seen >= SEEN),
    row('padding on, the same asks (at most)', hidden, HIDDEN, hidden <= HIDDEN),
    row('labels shuffled (chance is 0.1)', shuffled, CHANCE + 0.05, shuffled <= CHANCE + 0.05),
  ];
};
