import { beforeEach, describe, expect, it } from 'vitest';
import { isSite, readSites, SiteDesk, siteOf, SITES_KEY } from '../../lib/sites/index.ts';
import { FakeStorage } from '../fakes/storage.ts';

describe('a site', () => {
  it.each([
    ['https://news.example/a/b?c#d', 'https://news.example'],
    ['https://news.example:8443/', 'https://news.example'],
    ['NEWS.example', 'https://news.example'],
    ['  news.example/path ', 'https://news.example'],
    ['http://localhost:3000/x', 'http://localhost'],
    ['http://127.0.0.1/', 'http://127.0.0.1'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example'],
  ])('of %s is %s', (address, site) => {
    expect(siteOf(address)).toBe(site);
  });

  it.each([
    'http://news.example/',
    'chrome://version/',
    'file:///home/me/page.html',
    'about:blank',
    'data:text/html,x',
    'javascript:alert(1)',
    'moz-extension://a/b',
    '',
    'two words',
    'https://*/',
  ])('is none for %s', (address) => {
    expect(siteOf(address)).toBeNull();
  });

  it('never stands for more than one host', () => {
    expect(isSite('https://*')).toBe(false);
    expect(isSite('https://*.example.org')).toBe(false);
    expect(isSite('https://a.example/*')).toBe(false);
    expect(isSite('https://a.example:1')).toBe(false);
    expect(isSite(['https://a.example'])).toBe(false);
  });
});

describe('the sites', () => {
  const NEWS = 'https://news.example';
  const WIKI = 'https://wiki.example';
  let store: FakeStorage;
  let granted: Set<string>;
  let registered: readonly string[];
  let calls: string[];
  let others: string[];
  let desk: SiteDesk;

  beforeEach(() => {
    store = new FakeStorage();
    granted = new Set();
    registered = [];
    calls = [];
    others = [];
    desk = new SiteDesk({
      store,
      mayRead: async (site) => granted.has(site),
      register: async (patterns) => void (registered = patterns),
      turnOff: async (pattern) => void calls.push(`off ${pattern}`),
      giveBack: async (site) => void calls.push(`back ${site}`),
      otherHosts: async () => others,
    });
  });

  it('have the button where they are both listed and granted, and nowhere else', async () => {
    await desk.note(NEWS);
    await desk.note(WIKI);
    granted.add(NEWS).add('https://granted-for-another-reason.example');
    await desk.sync();
    expect(registered).toEqual([`${NEWS}/*`]);
    expect(await desk.list()).toEqual([
      { site: NEWS, isGranted: true },
      { site: WIKI, isGranted: false },
    ]);
  });

  it('lose it when the browser takes the grant back, and keep their place on the list', async () => {
    await desk.note(NEWS);
    granted.add(NEWS);
    await desk.sync();
    granted.clear();
    await desk.sync();
    expect(registered).toEqual([]);
    expect(await readSites(store)).toEqual([NEWS]);
  });

  it('that are removed lose the button, open pages included, and the grant goes back last', async () => {
    await desk.note(NEWS);
    await desk.note(WIKI);
    granted.add(NEWS).add(WIKI);
    await desk.remove(NEWS);
    await desk.sync();
    expect(registered).toEqual([`${WIKI}/*`]);
    expect(calls).toEqual([`off ${NEWS}/*`, `back ${NEWS}`]);
    expect(await readSites(store)).toEqual([WIKI]);
  });

  it('that the relay stands on keep the grant: it is needed there', async () => {
    others = ['news.example'];
    await desk.note(NEWS);
    granted.add(NEWS);
    await desk.remove(NEWS);
    expect(calls).toEqual([`off ${NEWS}/*`]);
  });

  it('are not taken from a record that something else has written', async () => {
    await store.set(SITES_KEY, ['https://*', NEWS, 7, 'javascript:1', null]);
    expect(await readSites(store)).toEqual([NEWS]);
    await store.set(SITES_KEY, 'https://news.example');
    expect(await readSites(store)).toEqual([]);
  });
});
