import { beforeEach, describe, expect, it } from 'vitest';
import type { FrameReading } from '../../lib/selection/index.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';

function reading(change: Partial<FrameReading>): FrameReading {
  return {
    version: 1,
    text: '',
    isCut: false,
    isSecret: false,
    isPdf: false,
    isEditable: false,
    hasFocus: true,
    focusIn: 'here',
    title: 'Frame',
    url: 'https://a.example/',
    ...change,
  };
}

const tab = { id: 7, url: 'https://a.example/page', title: 'A page' };
const page = { text: 'All of the page.', kind: 'whole', total: 16 } as const;

let browser: FakeBrowser;
let shown: FakePage;
let desk: ReturnType<FakeBrowser['startWorker']>;
beforeEach(async () => {
  browser = await FakeBrowser.start();
  desk = browser.startWorker();
  shown = new FakePage(desk);
  await shown.ready('');
  shown.link.send({ type: 'draft/clear' });
  await shown.until((state) => state.draft.quote === '');
});

describe('where a quote came from', () => {
  it('is known to the draft: tab, frame, and whether it can be written to', async () => {
    browser.frames = [reading({}), reading({ text: 'A line.', isEditable: true })];
    await desk.onGesture({ origin: 'command', tab });
    const { draft } = await shown.until((state) => state.draft.quote === 'A line.');
    expect(draft.source).toEqual({ tabId: 7, frameId: 1, isEditable: true, isMenuText: false });
  });

  it('is the frame of the menu where only the browser could read it', async () => {
    await desk.onGesture({ origin: 'menu', tab, frameId: 5, menuText: 'A line.' });
    const { draft } = await shown.until((state) => state.draft.quote === 'A line.');
    expect(draft.source).toEqual({ tabId: 7, frameId: 5, isEditable: false, isMenuText: true });
  });

  it('goes with the quote', async () => {
    browser.frames = [reading({ text: 'A line.' })];
    await desk.onGesture({ origin: 'command', tab });
    await shown.until((state) => state.draft.source !== undefined);
    shown.link.send({ type: 'draft/change', draft: { quote: '' } });
    const { draft } = await shown.until((state) => state.draft.quote === '');
    expect(draft).toMatchObject({ title: '', url: '' });
    expect(draft.source).toBeUndefined();
  });

  it('is where it was last seen, also when its question comes back to be changed', async () => {
    const asked = await askAbout(7);
    await desk.onGesture({ origin: 'toolbar', tab: { ...tab, id: 9 } });
    await shown.until(({ draft, ask }) => draft.source?.tabId === 9 && ask !== null);
    shown.link.send({ type: 'ask/edit', id: asked });
    const { draft } = await shown.until(({ ask }) => ask === null);
    expect(draft).toMatchObject({ question: 'Why?', quote: 'A line.', source: { tabId: 9 } });
  });

  it('is not that of another quote, when a question comes back to be changed', async () => {
    const asked = await askAbout(7);
    browser.frames = [reading({ text: 'Another line.' })];
    await desk.onGesture({ origin: 'toolbar', tab: { ...tab, id: 9 } });
    await shown.until(({ draft }) => draft.quote === 'Another line.');
    shown.link.send({ type: 'ask/edit', id: asked });
    const { draft } = await shown.until((state) => state.draft.quote === 'A line.');
    expect(draft.source?.tabId).toBe(7);
  });
});

/** The id of an answered ask about a line of this tab. */
async function askAbout(tabId: number): Promise<string> {
  browser.frames = [reading({ text: 'A line.' })];
  await desk.onGesture({ origin: 'command', tab: { ...tab, id: tabId } });
  await shown.until((state) => state.draft.quote === 'A line.');
  shown.link.send({ type: 'draft/change', draft: { question: 'Why?' } });
  shown.link.send({ type: 'ask/start' });
  const { ask } = await shown.until((state) => state.ask?.phase === 'done');
  return ask?.id ?? '';
}

describe('a page on which nothing is selected', () => {
  beforeEach(async () => {
    browser.frames = [reading({})];
    await desk.onGesture({ origin: 'command', tab });
    await shown.until((state) => state.draft.source !== undefined);
    shown.link.send({ type: 'draft/change', draft: { question: 'What is this about?' } });
  });

  it('lets nothing of it out by itself, not even its title', async () => {
    const { leaves } = await shown.until((state) => state.leaves !== null);
    expect(leaves?.plaintext).not.toMatch(/A page|a\.example/);
  });

  it('can be asked about once its text was put there, as data between marks', async () => {
    shown.link.send({ type: 'draft/change', draft: { page, includeTitle: true } });
    const { leaves } = await shown.until(
      (state) => state.leaves?.plaintext.includes('All of the page.') === true,
    );
    expect(leaves?.plaintext).toContain('⟦page⟧\\nAll of the page.\\n⟦/page⟧');
    expect(leaves?.plaintext).toContain('A page');
  });

  it('names neither page nor address of the browser’s own', async () => {
    shown.link.send({ type: 'draft/clear' });
    await shown.until((state) => state.draft.source === undefined);
    await desk.onGesture({ origin: 'command', tab: { ...tab, url: 'chrome://version/' } });
    const { draft } = await shown.until((state) => state.draft.problem !== undefined);
    expect(draft.source).toBeUndefined();
    expect(draft.url).toBe('');
  });
});
