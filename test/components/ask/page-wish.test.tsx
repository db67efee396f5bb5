// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { ComposeScreen } from '../../../components/ask/ComposeScreen.tsx';
import type { DraftChange } from '../../../components/callbacks.ts';
import {
  PageDoorContext,
  type PageDoor,
  type PageMarkup,
} from '../../../components/ui/page-door.ts';
import type { Draft, ErrorView } from '../../../lib/ask/index.ts';
import { callbacks } from '../../fakes/callbacks.ts';
import { eventually } from '../../fakes/eventually.ts';
import { draw } from '../../fakes/screen.tsx';
import { appState, draft } from '../../fakes/views.ts';

const source = { tabId: 7, frameId: 0, isEditable: false, isMenuText: false };
const MARKUP: PageMarkup = {
  html: '<p>The bridge was built by Pelorus, with eighty jacks.</p>',
  title: 'Gazette',
  isCut: false,
};

type Found = PageMarkup | { error: ErrorView };

/** The screen with a page that takes its time, and a worker that says what it took only when it is let. */
async function composing() {
  const { on, calls } = callbacks();
  const reads: { url: string; end: (found: Found) => void }[] = [];
  const door: PageDoor = {
    readPage: (_, url) => new Promise((end) => reads.push({ url, end })),
    write: () => Promise.resolve('gone'),
    proofNote: () => Promise.resolve(null),
  };
  const screenOf = (now: Draft) => (
    <PageDoorContext.Provider value={door}>
      <ComposeScreen state={appState({ draft: now })} on={on} onEnclave={() => undefined} />
    </PageDoorContext.Provider>
  );
  const screen = await draw(screenOf(draft({ source })));
  const endOf = (index: number) =>
    eventually(() => {
      const read = reads[index];
      if (!read) throw new Error(`no read ${String(index)} yet`);
      return read.end;
    });
  return {
    screen,
    reads,
    /** Begins as soon as the late part is there. */
    begun: async (index: number) => void (await endOf(index)),
    end: async (index: number, found: Found) => {
      const end = await endOf(index);
      await screen.late(() => Promise.resolve(end(found)));
    },
    pages: () =>
      calls.flatMap(([name, change]) => {
        const { page } = (name === 'changeDraft' ? change : {}) as DraftChange;
        return page === undefined ? [] : [page];
      }),
    sent: () => calls.filter(([name]) => name === 'send').length,
    say: (some: Partial<Draft>) => screen.draw(screenOf(draft({ source, ...some }))),
    isTicked: () => screen.one('include-page').matches(':checked'),
    maySend: () => !screen.one('send').hasAttribute('disabled'),
  };
}

describe('the page’s text, while it is being read', () => {
  it('is waited for: nothing is sent without it, and Send is there again with it', async () => {
    const now = await composing();
    expect(now.maySend()).toBe(true);
    await now.screen.click('include-page');
    await now.screen.press('question', 'Enter', { ctrlKey: true });
    expect([now.sent(), now.maySend(), now.isTicked()]).toEqual([0, false, true]);
    await now.end(0, MARKUP);
    const [page, ...more] = now.pages();
    expect(more).toEqual([]);
    expect(page?.text).toContain('Pelorus');
    // On its way to the worker, which would still send without it.
    expect(now.maySend()).toBe(false);
    if (page) await now.say({ page });
    expect([now.maySend(), now.isTicked()]).toEqual([true, true]);
    await now.screen.press('question', 'Enter', { ctrlKey: true });
    expect(now.sent()).toBe(1);
  });

  it('that cannot be had holds nothing back', async () => {
    const now = await composing();
    await now.screen.click('include-page');
    await now.end(0, { error: { code: 'page-changed', advice: 'stop' } });
    expect(now.screen.one('error').dataset['code']).toBe('page-changed');
    expect([now.maySend(), now.isTicked(), now.pages()]).toEqual([true, false, []]);
  });

  it('stays away once it is unticked, and is read anew for another tick', async () => {
    const now = await composing();
    await now.screen.click('include-page');
    await now.begun(0);
    await now.screen.click('include-page');
    await now.end(0, MARKUP);
    expect([now.maySend(), now.isTicked(), now.pages()]).toEqual([true, false, [null]]);
    await now.screen.click('include-page');
    await now.end(1, MARKUP);
    expect(now.pages()).toHaveLength(2);
  });

  it.each([
    ['of another page', { url: 'https://other.example/', quote: 'Other words.' }],
    ['of another tab', { source: { ...source, tabId: 8 } }],
    ['of other words of the same page', { quote: 'Other words.' }],
    ['of nothing, after Send elsewhere', { url: '', quote: '', question: '' }],
  ])('is not put into a draft %s', async (_, other) => {
    const now = await composing();
    await now.screen.click('include-page');
    await now.begun(0);
    await now.say(other);
    expect(now.isTicked()).toBe(false);
    await now.end(0, MARKUP);
    expect(now.pages()).toEqual([]);
    await now.say({});
    expect([now.isTicked(), now.reads.length]).toEqual([false, 1]);
  });

  it('has no tick left once the worker let go of it', async () => {
    const now = await composing();
    await now.screen.click('include-page');
    await now.end(0, MARKUP);
    const page = now.pages()[0];
    if (!page) throw new Error('no page');
    await now.say({ page });
    await now.say({ quote: 'Other words.' });
    expect([now.isTicked(), now.maySend()]).toEqual([false, true]);
    await now.say({});
    expect(now.isTicked()).toBe(false);
  });

  it('is read again when it is ticked before the worker let go of it', async () => {
    const now = await composing();
    await now.screen.click('include-page');
    await now.end(0, MARKUP);
    const page = now.pages()[0];
    if (!page) throw new Error('no page');
    await now.say({ page });
    await now.screen.click('include-page');
    await now.screen.click('include-page');
    await now.say({});
    await now.end(1, MARKUP);
    expect(now.pages()).toHaveLength(3);
  });

  it('of another draft is left as it came', async () => {
    const now = await composing();
    await now.screen.click('include-page');
    await now.end(0, MARKUP);
    const page = now.pages()[0];
    if (!page) throw new Error('no page');
    await now.say({ page });
    const other = { text: 'Words of another page.', kind: 'article' as const, total: 22 };
    await now.say({ url: 'https://other.example/', question: 'And there?', page: other });
    await eventually(() => now.screen.open('page-view'));
    expect(now.screen.one('page-view').textContent).toContain(other.text);
  });
});
