import { expect, it } from 'vitest';
import { InOrder } from '../../lib/ask/in-order.ts';

const never = (): Promise<void> => Promise.reject(new Error('failed'));

it('begins nothing before what was asked for earlier is over', async () => {
  const order = new InOrder();
  const said: string[] = [];
  let finish = (): void => undefined;
  const held = new Promise<void>((resolve) => (finish = resolve));
  const first = order.do(() => held.then(() => void said.push('first')));
  const second = order.do(async () => void said.push('second'));
  await Promise.resolve();
  expect(said).toEqual([]);
  finish();
  await Promise.all([first, second]);
  expect(said).toEqual(['first', 'second']);
});

it('tells a failure to who asked for it, and goes on', async () => {
  const order = new InOrder();
  const said: string[] = [];
  const failing = order.do(never);
  const next = order.do(async () => void said.push('next'));
  await expect(failing).rejects.toThrow('failed');
  await next;
  expect(said).toEqual(['next']);
});

it('is idle when all of it is over, failed or not', async () => {
  const order = new InOrder();
  const said: string[] = [];
  order.do(never).catch(() => said.push('failed'));
  void order.do(async () => void said.push('done'));
  await order.idle();
  expect(said.toSorted()).toEqual(['done', 'failed']);
  await order.idle();
});
