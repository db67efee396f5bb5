import { beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../fakes/eventually.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { SETTINGS } from '../fakes/views.ts';

const tab = { id: 1, windowId: 7, url: 'https://news.example/a', title: 'News' };
const reading = {
  version: 1,
  text: 'A selected line.',
  isCut: false,
  isSecret: false,
  isPdf: false,
  isEditable: false,
  hasFocus: true,
  focusIn: 'here',
  title: 'News',
  url: 'https://news.example/a',
};

let browser: FakeBrowser;

beforeEach(async () => {
  browser = await FakeBrowser.start();
  browser.frames = [reading];
});

async function panelBeside(desk: ReturnType<FakeBrowser['startWorker']>, windowId: number) {
  const panel = new FakePage(desk, false, 'sidepanel.html');
  panel.link.send({ type: 'app/open', windowId });
  await panel.until(() => true);
  return panel;
}

const opened = (): string[] => browser.calls.filter((call) => call.startsWith('home'));
const isClosed = (page: FakePage): boolean =>
  page.messages.some(({ type }) => type === 'home/close');

describe('a gesture', () => {
  it('opens the app in its own window, and asks for a click where the browser refuses', async () => {
    const desk = browser.startWorker();
    await desk.onGesture({ origin: 'command', tab });
    expect(opened()).toEqual(['home beside 7']);
    expect(browser.calls).not.toContain('badge ?');
    browser.opensHome = false;
    await desk.onGesture({ origin: 'menu', tab, menuText: 'Other words.' });
    expect(browser.calls).toContain('badge ?');
  });

  it('goes to the panel that is open beside the page, and opens nothing over it', async () => {
    const desk = browser.startWorker();
    const panel = await panelBeside(desk, 7);
    await desk.onGesture({ origin: 'command', tab });
    expect(opened()).toEqual([]);
    expect((await panel.until((state) => state.draft.quote !== '')).draft.quote).toBe(reading.text);
    expect(isClosed(panel)).toBe(false);
  });

  it('is not led to the panel of another window', async () => {
    const desk = browser.startWorker();
    const panel = await panelBeside(desk, 8);
    await desk.onGesture({ origin: 'command', tab });
    await desk.onGesture({ origin: 'command', tab });
    expect(opened()).toEqual(['home beside 7', 'home beside 7']);
    expect(isClosed(panel)).toBe(false);
  });
});

describe('the same key', () => {
  it('closes the panel when nothing new is selected, and shows what is new when there is', async () => {
    const desk = browser.startWorker();
    const panel = await panelBeside(desk, 7);
    await desk.onGesture({ origin: 'command', tab });
    browser.frames = [{ ...reading, text: 'Another line.' }];
    await desk.onGesture({ origin: 'command', tab });
    expect(isClosed(panel)).toBe(false);
    await desk.onGesture({ origin: 'command', tab });
    await panel.message('home/close');
    expect(panel.state?.draft.quote).toBe('Another line.');
  });

  it('closes it too where nothing is selected at all', async () => {
    const desk = browser.startWorker();
    const panel = await panelBeside(desk, 7);
    browser.frames = [{ ...reading, text: '' }];
    await desk.onGesture({ origin: 'toolbar', tab });
    await panel.message('home/close');
    expect(opened()).toEqual([]);
  });

  it('of a quick action never closes it, and neither does the menu', async () => {
    const desk = browser.startWorker();
    const panel = await panelBeside(desk, 7);
    await desk.onGesture({ origin: 'command', tab, slot: 2 });
    await desk.onGesture({ origin: 'command', tab, slot: 2 });
    await desk.onGesture({ origin: 'menu', tab, menuText: reading.text });
    await panel.until((state) => state.draft.slot === undefined && state.draft.quote !== '');
    expect(isClosed(panel)).toBe(false);
  });

  it('of a quick action puts that action into the draft', async () => {
    const desk = browser.startWorker();
    const panel = await panelBeside(desk, 7);
    await desk.onGesture({ origin: 'command', tab, slot: 3 });
    expect((await panel.until(({ draft }) => draft.quote !== '')).draft.slot).toBe(3);
  });
});

describe('which home it is', () => {
  it('is remembered for gestures when the worker starts and when the person chooses', async () => {
    const desk = browser.startWorker();
    const page = new FakePage(desk, true, 'options.html');
    page.link.send({ type: 'settings/read' });
    const { settings } = await page.message('settings/state');
    expect(browser.homes).toEqual(['popup']);
    page.link.send({ type: 'settings/write', settings: { ...settings, home: 'side' } });
    for (let turn = 0; browser.homes.length < 2 && turn < 500; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(browser.homes).toEqual(['popup', 'side']);
    expect(SETTINGS.home).toBe('popup');
  });
});

describe('what arrives while nobody is looking', () => {
  async function answered(notify: boolean, isOpen: boolean): Promise<string[]> {
    await browser.localStore.set('settings', { ...browser.enclave.settings, notify });
    const desk = browser.startWorker();
    const page = new FakePage(desk);
    await page.ready();
    page.link.send({ type: 'ask/start' });
    await page.until((state) => state.ask !== null);
    if (!isOpen) page.link.close();
    const told = (): string[] => browser.calls.filter((call) => /^notify|^badge •/.test(call));
    const isOver = (): boolean => (isOpen ? page.state?.ask?.phase === 'done' : told().length > 0);
    for (let turn = 0; !isOver() && turn < 3000; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return told();
  }

  it('is told by a dot on the button, and by the system only if the person wants that', async () => {
    expect(await answered(false, false)).toEqual(['badge •']);
    browser.calls.length = 0;
    expect(await answered(true, false)).toEqual(['badge •', 'notify answer']);
  });

  it('is not told to who has a page of ours open', async () => {
    expect(await answered(true, true)).toEqual([]);
  });

  it('is told to who has one open behind another tab, until it is looked at', async () => {
    await browser.localStore.set('settings', { ...browser.enclave.settings, notify: true });
    const page = new FakePage(browser.startWorker(), true, 'tab.html');
    await page.ready();
    page.link.send({ type: 'page/seen', isSeen: false });
    page.link.send({ type: 'ask/start' });
    const ended = await page.until((state) => state.asks[0]?.isUnseen === true);
    expect(ended.ask?.phase).toBe('done');
    expect(browser.calls).toContain('notify answer');
    expect(browser.calls).toContain('badge •');
    browser.calls.length = 0;
    page.link.send({ type: 'page/seen', isSeen: true });
    await page.until((state) => state.asks[0]?.isUnseen === undefined);
    expect(browser.calls).toContain('badge ');
  });

  it('is told to who sees only a page of ours that shows no answers', async () => {
    await browser.localStore.set('settings', { ...browser.enclave.settings, notify: true });
    const desk = browser.startWorker();
    const page = new FakePage(desk);
    await page.ready();
    const options = new FakePage(desk, true, 'options.html');
    options.link.send({ type: 'settings/read' });
    await options.message('settings/state');
    page.link.send({ type: 'ask/start' });
    await page.until((state) => state.ask !== null);
    page.link.close();
    await eventually(() => expect(browser.calls).toContain('notify answer'));
  });
});
