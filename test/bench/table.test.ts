import { describe, expect, it } from 'vitest';
import { PARTS } from '../../bench/bars.ts';
import { barRows, runPart } from '../../bench/part.ts';
import { atMost, plainRow } from '../../bench/row.ts';
import { rowLine, verdict } from '../../bench/table.ts';

const PART = { name: 'none', limitMs: 60_000, bars: ['one: ', 'two: '] };

describe('the table of the bench', () => {
  it('has a line for each bar that was measured, and none for what has no bar', () => {
    const rows = [
      atMost('one: a', 1, 2, 'ms'),
      plainRow('besides', 3, 'ms'),
      atMost('two: b', 3, 2, 'ms'),
    ];
    const table = barRows(PART, { rows, why: undefined });
    expect(table.map(rowLine).map((line) => /\b(met|missed)$/.exec(line)?.[1])).toEqual([
      ...['met', 'missed'],
    ]);
    expect(verdict(table)).toEqual({ met: 1, missed: 1 });
  });

  it('has a missed line, with the reason, for each bar whose part broke off', () => {
    const rows = [atMost('one: a', 1, 2, 'ms')];
    const [, absent] = barRows(PART, { rows, why: 'Error: no browser' });
    expect(absent && rowLine(absent)).toMatch(/^two: : Error: no browser .*missed$/);
  });

  it('has one for a part that cannot even be run', async () => {
    const outcome = await runPart(PART, []);
    expect(outcome.why).toContain('none has no rows');
    expect(verdict(barRows(PART, outcome))).toEqual({ met: 0, missed: 2 });
  });

  it('names each part once', () => {
    const names = PARTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
