/** Two gestures, the first on a page that is still loading: what it reads at last comes after what was wanted since. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { Desk, type Edges, type TabFacts } from '../../lib/ask/index.ts';
import { eventually } from '../fakes/eventually.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';

type Frames = Awaited<ReturnType<Edges['readTab']>>;

const PLACES = new Map([
  [1, { url: 'https://bank.example/', title: 'Bank' }],
  [2, { url: 'https://news.example/', title: 'News' }],
]);
const slow: TabFacts = { id: 1, windowId: 7, ...PLACES.get(1) };
const quick: TabFacts = { id: 2, windowId: 7, ...PLACES.get(2) };

/** What the page script finds in a tab. */
function found(tabId: number, text: string): Frames {
  const words = { text, isCut: false, isSecret: false, isPdf: false, isEditable: false };
  const place = { ...PLACES.get(tabId), hasFocus: true, focusIn: 'here' };
  return [{ frameId: 0, result: { version: 1, ...words, ...place } }];
}

let browser: FakeBrowser;
let desk: Desk;
/** What the first tab holds, once it has loaded; the second has loaded already. */
let load: (text: string) => void;
let readings: number;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  const loaded = new Promise<string>((resolve) => (load = resolve));
  readings = 0;
  const readTab = async (tabId: number): Promise<Frames> => {
    readings++;
    return found(tabId, tabId === 1 ? await loaded : 'Open news');
  };
  desk = new Desk({ ...browser.edges(), readTab });
});

/** The key is pressed in the first tab, then in the second, and only then has the first one loaded. */
async function pressTwice(first: TabFacts, text: string): Promise<void> {
  const late = desk.onGesture({ origin: 'command', tab: first });
  await expect.poll(() => readings).toBe(1);
  await desk.onGesture({ origin: 'command', tab: quick });
  load(text);
  await late;
}

async function atRest(): Promise<string> {
  const ids = await browser.proofs.ids();
  const proofs = await Promise.all(ids.map((id) => browser.proofs.open(id)));
  return JSON.stringify([await browser.proofs.draft(), proofs.map(({ text }) => text)]);
}

describe('a page that is read late', () => {
  it('does not take the place of what was selected since', async () => {
    await pressTwice(slow, 'Old words');
    const page = new FakePage(desk);
    page.link.send({ type: 'app/open' });
    const { draft } = await page.until(() => true);
    expect(draft).toMatchObject({ quote: 'Open news', url: quick.url });
  });

  it('of a private window leaves nothing at rest once the person is in another', async () => {
    await pressTwice({ ...slow, incognito: true }, 'Secret balance');
    const page = new FakePage(desk);
    page.link.send({ type: 'app/open' });
    page.link.send({ type: 'draft/change', draft: { question: 'What is new?' } });
    page.link.send({ type: 'ask/start' });
    await page.until(({ ask }) => ask?.proof.receipt === 'holds');
    await eventually(async () => expect(await atRest()).toMatch(/Open news.*Open news/));
    expect(await atRest()).not.toMatch(/Secret|bank/i);
  });

  it('and holds nothing leaves neither its place nor a problem behind', async () => {
    const late = desk.onGesture({ origin: 'command', tab: { ...slow, incognito: true } });
    await expect.poll(() => readings).toBe(1);
    const page = new FakePage(desk);
    page.link.send({ type: 'app/open' });
    await desk.onGesture({ origin: 'command', tab: quick });
    page.link.send({ type: 'draft/clear' });
    await page.until(({ draft }) => draft.quote === '');
    load('');
    await late;
    page.link.send({ type: 'draft/change', draft: { question: 'What is new?' } });
    const { draft } = await page.until((state) => state.draft.question !== '');
    expect(draft).toMatchObject({ url: '', title: '' });
    expect(draft.problem).toBeUndefined();
  });

  it('does not close the panel in which the newer quote stands', async () => {
    const panel = new FakePage(desk, false, 'sidepanel.html');
    panel.link.send({ type: 'app/open', windowId: 7 });
    await panel.until(() => true);
    await pressTwice(slow, 'Old words');
    await panel.until(({ draft }) => draft.quote === 'Open news');
    expect(panel.messages.map(({ type }) => type)).not.toContain('home/close');
  });
});
