// @vitest-environment happy-dom
/** A page whose worker is lost for good says so, and tries once more whenever the person does something. */
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, expect, it, vi } from 'vitest';
import { useWorker, type Worker } from '../../entrypoints/page/use-worker.ts';
import { PORT_NAME } from '../../lib/messages/index.ts';
import { FakePort } from '../fakes/port.ts';

const line = vi.hoisted((): { connect: () => unknown } => ({ connect: () => undefined }));
vi.mock('webextension-polyfill', () => ({
  default: { runtime: { connect: () => line.connect() } },
}));

afterEach(() => {
  vi.useRealTimers();
});

it('a worker that was lost for good is called once more by the next command', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const workers: FakePort[] = [];
  line.connect = () => {
    const { page, worker } = FakePort.pair(PORT_NAME, {});
    workers.push(worker);
    return page;
  };
  let now: Worker | undefined;
  function Page() {
    now = useWorker([{ type: 'app/open' }]);
    return null;
  }
  const root = document.createElement('div');
  await act(() => render(<Page />, root));
  const lose = () =>
    act(async () => {
      workers.at(-1)?.disconnect();
      await vi.advanceTimersByTimeAsync(1000);
    });
  const clear = () => act(async () => now?.send({ type: 'draft/clear' }));
  for (let loss = 0; loss < 5; loss += 1) await lose();
  expect([workers.length, now?.view.problem?.code]).toEqual([5, 'worker-lost']);
  await clear();
  expect([workers.length, now?.view.problem]).toEqual([6, null]);
  expect(workers[5]?.received).toEqual([{ type: 'app/open' }, { type: 'draft/clear' }]);
  await lose();
  expect([workers.length, now?.view.problem?.code]).toEqual([6, 'worker-lost']);
  await act(() => render(null, root));
});
