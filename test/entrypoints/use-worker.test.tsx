// @vitest-environment happy-dom
/** What a page reads itself of the kept proofs: the newest that was asked for is shown, whenever the others arrive. */
import { act } from 'preact/test-utils';
import { expect, it, vi } from 'vitest';
import { useWorker, type Worker } from '../../entrypoints/page/use-worker.ts';
import { PORT_NAME } from '../../lib/messages/index.ts';
import type { ReviewAnswer, ReviewCommand } from '../../lib/review/index.ts';
import { FakePort } from '../fakes/port.ts';
import { draw } from '../fakes/screen.tsx';
import { proofDetail } from '../fakes/views.ts';

interface Look {
  command: ReviewCommand;
  tell: (answer: ReviewAnswer) => void;
}
const looks = vi.hoisted((): Look[] => []);
vi.mock('../../entrypoints/page/look-at-kept.ts', () => ({
  lookAtKept: (command: Look['command'], tell: Look['tell']) => {
    looks.push({ command, tell });
    return new Promise<void>(() => undefined);
  },
}));
vi.mock('../../lib/platform/index.ts', () => ({
  localStore: { get: () => Promise.resolve(undefined) },
  connectToWorker: () => FakePort.pair(PORT_NAME, {}).page,
}));

let worker: Worker;
function Page() {
  worker = useWorker([]);
  return null;
}

/** The store has read the proof that this look asked for. */
async function arrives(look: Look | undefined): Promise<void> {
  if (look === undefined || !('id' in look.command)) throw new Error('nothing was looked for');
  const proof = proofDetail({ id: look.command.id });
  await act(() => look.tell({ type: 'proofs/detail', proof }));
}

it('shows the proof that was opened last, though another is still being checked again', async () => {
  await draw(<Page />);
  await act(() => {
    worker.send({ type: 'proofs/open', id: 'a' });
    worker.send({ type: 'proofs/recheck', id: 'a' });
    worker.send({ type: 'proofs/open', id: 'b' });
  });
  const [first, recheck, second] = looks;
  await arrives(second);
  expect(worker.view.proof?.id).toBe('b');
  await arrives(recheck);
  await arrives(first);
  expect(worker.view.proof?.id).toBe('b');
});
