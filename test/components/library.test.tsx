// @vitest-environment happy-dom
import { act } from 'preact/test-utils';
import { describe, expect, it } from 'vitest';
import { ProofsPage } from '../../components/proof/ProofsPage.tsx';
import type { ProofLibraryProps } from '../../components/proof/ProofLibrary.tsx';
import { callbacks } from '../fakes/callbacks.ts';
import { library, TAKEN_IN } from '../fakes/library.ts';
import { draw } from '../fakes/screen.tsx';
import { proofSummary } from '../fakes/views.ts';

const items = [0, 1, 2, 3].map((n) => proofSummary(n, { id: `p${String(n)}` }));
const page = { search: '', total: 60, found: 60, isMore: true, items };

async function openPage(change: Partial<Omit<ProofLibraryProps, 'openId'>> = {}) {
  const fake = library(change);
  const view = (
    more: Partial<Omit<ProofLibraryProps, 'openId'>>,
    forgotten: readonly string[] = [],
  ) => (
    <ProofsPage
      page={page}
      proof={null}
      problem={null}
      isDevelopment={false}
      forgotten={forgotten}
      library={{ ...fake.library, ...more }}
      on={callbacks().on}
    />
  );
  const screen = await draw(view({}));
  await screen.open('library-acts');
  const tick = async (n: number, shiftKey = false) => {
    const box = screen.root.querySelectorAll('[data-testid="proof-tick"]')[n];
    const click = new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey });
    await act(() => void box?.dispatchEvent(click));
  };
  const says = () => screen.one('selected-count').textContent;
  return {
    screen,
    calls: fake.calls,
    tick,
    says,
    forget: (...ids: string[]) => screen.draw(view({}, ids)),
    redraw: (more: object) => screen.draw(view(more)),
  };
}

describe('ticked proofs', () => {
  it('are handed over and forgotten, no others', async () => {
    const { screen, calls, tick, says } = await openPage();
    expect(screen.count('forget-selected')).toBe(0);
    await tick(0);
    await tick(2);
    expect(says()).toBe('2 selected');
    await screen.click('export-selected');
    await screen.click('export-selected-texts');
    await screen.click('forget-selected');
    expect(calls.map(([name]) => name)).not.toContain('forgetProofs');
    await screen.click('forget-selected-sure');
    expect(calls).toEqual([
      ['exportProofs', ['p0', 'p2'], false],
      ['exportProofs', ['p0', 'p2'], true],
      ['forgetProofs', ['p0', 'p2']],
    ]);
    expect(says()).toBe('None selected');
  });

  it('are ticked from one to another with Shift, and all that the filter shows at once', async () => {
    const { screen, calls, tick, says, redraw } = await openPage();
    await tick(1);
    await tick(3, true);
    expect(says()).toBe('3 selected');
    await tick(2);
    expect(says()).toBe('2 selected');
    await screen.click('select-all');
    expect(calls.at(-1)).toEqual(['selectAll', '', undefined]);
    await redraw({ allIds: Array.from({ length: 60 }, (_, n) => `p${String(n)}`) });
    expect(says()).toBe('60 selected');
    await screen.click('select-none');
    expect(says()).toBe('None selected');
  });

  it('lose their tick once they are forgotten, and can be ticked again where they come back', async () => {
    const { screen, calls, tick, says, forget } = await openPage();
    await tick(0);
    await tick(2);
    await forget('p9', 'p2');
    expect(says()).toBe('One selected');
    await screen.click('export-selected');
    expect(calls).toEqual([['exportProofs', ['p0'], false]]);
    // Taken in again from a file.
    await tick(2);
    await forget('p9', 'p2', 'p1');
    expect(says()).toBe('2 selected');
  });

  it('are reached and ticked with keys alone', async () => {
    const { screen, calls, says } = await openPage();
    const boxes = [...screen.root.querySelectorAll<HTMLElement>('[data-testid="proof-tick"]')];
    const press = (key: string, more: object = {}) => {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
      return act(() => void document.activeElement?.dispatchEvent(event));
    };
    boxes[0]?.focus();
    await press('ArrowDown', { shiftKey: true });
    await press('ArrowDown', { shiftKey: true });
    expect(document.activeElement).toBe(boxes[2]);
    expect(says()).toBe('2 selected');
    await press('ArrowUp');
    expect(document.activeElement).toBe(boxes[1]);
    expect(says()).toBe('2 selected');
    await press('a', { ctrlKey: true });
    expect(calls.at(-1)).toEqual(['selectAll', '', undefined]);
    await press('Escape');
    expect(says()).toBe('None selected');
  });
});

describe('forgetting many', () => {
  it('counts first, and says how many before it does', async () => {
    const { screen, calls, redraw } = await openPage();
    await screen.click('forget-many');
    expect(calls.at(-1)).toEqual(['countToForget', {}]);
    await redraw({ toForget: 12 });
    expect(screen.text()).toContain('Forget these 12 questions');
    await screen.click('forget-many-sure');
    expect(calls.at(-1)).toEqual(['forgetCounted']);
    await redraw({ toForget: 0 });
    expect(screen.count('forget-many-sure')).toBe(0);
  });

  it('takes two days in their order, and nothing less', async () => {
    const { screen, calls } = await openPage();
    await screen.choose('forget-which', 'range');
    const isOff = () => screen.one('forget-many').hasAttribute('disabled');
    expect(isOff()).toBe(true);
    await screen.change('forget-from', '2026-09-02');
    expect(isOff()).toBe(true);
    await screen.change('forget-until', '2026-09-01');
    expect(isOff()).toBe(true);
    await screen.change('forget-until', '2026-09-03');
    await screen.click('forget-many');
    const [fromMs, untilMs] = [new Date(2026, 8, 2).getTime(), new Date(2026, 8, 4).getTime() - 1];
    expect(calls.at(-1)).toEqual(['countToForget', { fromMs, untilMs }]);
  });
});

describe('the question whether to forget many', () => {
  it('is taken back when another day is chosen: it was asked of the days before', async () => {
    const { screen, calls, redraw } = await openPage();
    await screen.choose('forget-which', 'range');
    for (const [end, day] of [
      ['forget-from', '2026-09-02'],
      ['forget-until', '2026-09-01'],
    ] as const) {
      await redraw({ toForget: 12 });
      calls.length = 0;
      await screen.change(end, day);
      expect(calls).toEqual([['countToForget', null]]);
    }
  });

  it('is taken back when its place is folded away', async () => {
    const { screen, calls, redraw } = await openPage();
    await screen.click('forget-many');
    await redraw({ toForget: 12 });
    calls.length = 0;
    await screen.fold('library-acts');
    expect(calls).toEqual([['countToForget', null]]);
  });
});

describe('the storage', () => {
  it('is asked to be kept, and its loss and scarcity are said', async () => {
    const { screen, calls, redraw } = await openPage();
    await screen.click('storage-keep');
    expect(calls.at(-1)).toEqual(['keepStorage']);
    expect(screen.count('storage-lost') + screen.count('storage-scarce')).toBe(0);
    await redraw({
      storage: { usedBytes: 1, leftBytes: 5_000_000, isPersistent: true, lostEntries: 2 },
    });
    expect(screen.one('storage-lost').textContent).toContain('2 records are gone');
    expect(screen.one('storage-scarce').textContent).toContain('is left');
    expect(screen.count('storage-keep')).toBe(0);
  });
});

describe('imported files', () => {
  it('are taken in unless the tick is taken away, and refusals are named', async () => {
    const { screen } = await openPage({ imported: TAKEN_IN });
    expect(screen.one('import-outcome').textContent).toBe(
      '9,998 proofs added. One was here already. One was refused and not added.',
    );
    expect(screen.one('imported-proof').textContent).toContain(
      'from-ada.proof.json #4711: refused · refused: not-settled',
    );
  });

  it('are marked in the list', async () => {
    const { screen, redraw } = await openPage();
    expect(screen.text()).not.toContain('imported, without texts');
    await redraw({});
    await screen.draw(
      <ProofsPage
        page={{ ...page, items: [proofSummary(9, { imported: 'hashes', questionPreview: '' })] }}
        proof={null}
        problem={null}
        isDevelopment={false}
        on={callbacks().on}
      />,
    );
    expect(screen.one('proof-item').textContent).toContain('imported, without texts');
    expect(screen.one('proof-item').textContent).toContain('(handed over without its texts)');
  });
});
