import { expect, it } from 'vitest';
import { Asks } from '../../lib/ask/asks.ts';
import { ask } from '../fakes/views.ts';

it('a conversation longer than a page can be told of is told of by its latest turns', () => {
  const asks = new Asks();
  const idOf = (turn: number): string => `ask-${String(turn)}`;
  for (let turn = 0; turn < 130; turn++) {
    const place = { thread: idOf(0), turn, ...(turn === 0 ? {} : { after: idOf(turn - 1) }) };
    const view = ask({ id: idOf(turn), place });
    asks.put({ view, mayKeep: true, isUnseen: false });
  }
  asks.show(idOf(129));
  const told = asks.thread().map(({ id }) => id);
  expect(told).toHaveLength(100);
  expect([told[0], told.at(-1)]).toEqual([idOf(29), idOf(128)]);
});
