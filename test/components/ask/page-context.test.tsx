// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { PageContext } from '../../../components/ask/PageContext.tsx';
import { PageDoorContext, type PageDoor } from '../../../components/ui/page-door.ts';
import type { Draft, ErrorView, LeavesView } from '../../../lib/ask/index.ts';
import type { DraftChange } from '../../../components/callbacks.ts';
import { eventually } from '../../fakes/eventually.ts';
import { draw } from '../../fakes/screen.tsx';
import { draft } from '../../fakes/views.ts';

const SENTENCE =
  'Of nets and tides and of the weather at sea in those years there is much to tell here. ';
const LONG = Array.from({ length: 60 }, (_, index) => `<p>${index} ${SENTENCE.repeat(8)}</p>`).join(
  '',
);
const html = `<div>${LONG}<p>Pelorus had eighty jacks driven by the beat of a drum, says the gazette.</p></div>`;

const source = { tabId: 7, frameId: 0, isEditable: false, isMenuText: false };

async function shown(found: Awaited<ReturnType<PageDoor['readPage']>>) {
  const changes: DraftChange[] = [];
  const failures: ErrorView[] = [];
  let now: Draft = draft({ quote: '', question: 'What did Pelorus have?', source });
  const door: PageDoor = {
    readPage: () => Promise.resolve(found),
    write: () => Promise.resolve('gone'),
    proofNote: () => Promise.resolve(null),
  };
  const part = (leaves: LeavesView | null) => (
    <PageDoorContext.Provider value={door}>
      <PageContext
        draft={now}
        leaves={leaves}
        contextTokens={undefined}
        change={(change) => {
          changes.push(change);
          if (change.page) now = { ...now, page: change.page };
        }}
        onFailed={(error) => failures.push(error)}
      />
    </PageDoorContext.Provider>
  );
  const screen = await draw(part(null));
  await eventually(() => expect(changes.length + failures.length).toBeGreaterThan(0));
  return {
    screen,
    changes,
    failures,
    draw: (leaves: LeavesView | null) => screen.draw(part(leaves)),
  };
}

describe('the page’s text beside a question', () => {
  it('is read at once, cut to what fits and has to do with it, and counted', async () => {
    const {
      screen,
      changes,
      draw: drawAgain,
    } = await shown({ html, title: 'Gazette', isCut: false });
    const page = changes[0]?.page;
    expect(page?.text).toContain('Pelorus had eighty jacks');
    expect(page?.text.length).toBeLessThan(page?.total ?? 0);
    expect(page?.total).toBeGreaterThan(40_000);
    await drawAgain(null);
    expect(screen.one('page-size').textContent).toMatch(
      /of 4\d,\d{3} characters.*passages are left out/,
    );
  });

  it('becomes smaller while the question does not fit', async () => {
    const { changes, draw: drawAgain } = await shown({ html, title: 'Gazette', isCut: true });
    const before = changes[0]?.page?.text.length ?? 0;
    const error = { code: 'question-too-large', advice: 'stop' } as const;
    await drawAgain({ plaintext: '', sealedBytes: 0, error });
    await eventually(() => expect(changes.length).toBeGreaterThan(1));
    expect(changes.at(-1)?.page?.text.length).toBeLessThan(before);
    expect(changes.at(-1)?.page?.text).toContain('Pelorus');
  });

  it('that cannot be had is a reason, and nothing else', async () => {
    const error = { code: 'page-changed', advice: 'stop' } as const;
    const { screen, changes, failures } = await shown({ error });
    expect(failures).toEqual([error]);
    expect(changes).toEqual([]);
    expect(screen.count('page-size')).toBe(0);
  });
});
