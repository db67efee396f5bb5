// @vitest-environment happy-dom
/** The list and the open proof side by side: what is open follows the clicks, and nothing else closes it but its end. */
import { act } from 'preact/test-utils';
import { expect, it } from 'vitest';
import { ProofsPage, type ProofsPageProps } from '../../components/proof/ProofsPage.tsx';
import type { ProofDetail } from '../../lib/ask/index.ts';
import { ALARMS } from '../fakes/alarms.ts';
import { callbacks } from '../fakes/callbacks.ts';
import { draw } from '../fakes/screen.tsx';
import { proofDetail, proofSummary } from '../fakes/views.ts';

const items = [0, 1].map((n) => proofSummary(n));
const list = { search: '', total: 2, found: 2, isMore: false, items };

async function openPage() {
  const { on, calls } = callbacks();
  const page = (proof: ProofDetail | null, more: Partial<ProofsPageProps> = {}) => (
    <ProofsPage page={list} problem={null} isDevelopment={false} {...{ proof, on }} {...more} />
  );
  const screen = await draw(page(null));
  const shown = () =>
    [...screen.root.querySelectorAll<HTMLElement>('.proof-detail')].map((one) => one.dataset['id']);
  /** As the page does: what was open is emptied with the click, and the proof arrives later. */
  const arrives = async (id: string) => {
    await screen.draw(page(null));
    await screen.draw(page(proofDetail({ id })));
  };
  const click = (id: string) =>
    act(() => screen.root.querySelector<HTMLElement>(`.proof-item[data-id="${id}"]`)?.click());
  return { screen, calls, page, shown, arrives, click };
}

it('shows each proof that is clicked, one after the other', async () => {
  const { calls, shown, arrives, click } = await openPage();
  for (const id of ['p0', 'p1', 'p0', 'p0']) {
    await click(id);
    expect(calls.at(-1)).toEqual(['openProof', id]);
    await arrives(id);
    expect(shown()).toEqual([id]);
  }
});

it('shows the proof of an alarm beside one that is open', async () => {
  const { screen, page, shown, arrives, click } = await openPage();
  await click('p0');
  await arrives('p0');
  expect(shown()).toEqual(['p0']);
  const alarms = { alarms: ALARMS.slice(1, 2), onExport: () => undefined };
  await screen.draw(page(proofDetail(), { alarms }));
  await screen.click('alarm-proof');
  await arrives('p1');
  expect(shown()).toEqual(['p1']);
});

it('closes one that is forgotten, here or elsewhere, and shows the next', async () => {
  const { screen, page, shown, arrives, click } = await openPage();
  await click('p0');
  await arrives('p0');
  expect(shown()).toEqual(['p0']);
  await screen.draw(page(null));
  expect(shown()).toEqual([]);
  expect(screen.root.querySelectorAll('.proofs-columns > .empty')).toHaveLength(1);
  await click('p1');
  await arrives('p1');
  expect(shown()).toEqual(['p1']);
  await act(() =>
    screen.root.querySelector<HTMLElement>('.proof-detail [data-testid="proof-forget"]')?.click(),
  );
  await screen.click('proof-forget-sure');
  // At once, and not only when the worker has done it.
  expect(shown()).toEqual([]);
  await click('p0');
  await arrives('p0');
  expect(shown()).toEqual(['p0']);
});
