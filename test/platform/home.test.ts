import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as HomeModule from '../../lib/platform/home.ts';

interface Tab {
  id: number;
  windowId: number;
}

interface World {
  calls: string[];
  stored: Record<string, unknown>;
  refuses: string[];
  tabs: Tab[];
}

const world = vi.hoisted((): World => ({ calls: [], stored: {}, refuses: [], tabs: [] }));

function act(name: string): Promise<void> {
  world.calls.push(name);
  return world.refuses.includes(name.split(' ')[0] ?? '')
    ? Promise.reject(new Error('refused'))
    : Promise.resolve();
}

vi.mock('../../lib/platform/browser.ts', () => ({
  browser: {
    runtime: { getURL: (path: string) => `chrome-extension://id/${path}` },
    action: {
      openPopup: () => act('popup'),
      setPopup: ({ popup }: { popup: string }) => act(`button ${popup}`),
    },
    sidePanel: { open: ({ windowId }: { windowId: number }) => act(`panel ${windowId}`) },
    storage: {
      local: {
        // As Chrome's: the callback is called in a turn that still counts as the gesture's.
        get: (_key: string, callback: (found: Record<string, unknown>) => void) =>
          callback(world.stored),
        set: async (items: Record<string, unknown>) => {
          world.stored = { ...world.stored, ...items };
        },
      },
    },
    tabs: {
      query: async () => world.tabs,
      create: ({ url }: { url: string }) => act(`create ${url}`),
      update: (id: number) => act(`show ${id}`),
    },
    windows: { update: (id: number) => act(`focus ${id}`) },
  },
}));

let home: typeof HomeModule;

beforeEach(async () => {
  world.calls.length = 0;
  world.stored = {};
  world.refuses = [];
  world.tabs = [];
  vi.resetModules();
  home = await import('../../lib/platform/home.ts');
});

describe('opening the app', () => {
  it('is the popup until something else was chosen', async () => {
    await home.openHome(3);
    expect(world.calls).toEqual(['popup']);
  });

  it('calls the panel in the same turn, also in a worker that has just started', () => {
    world.stored['home'] = 'side';
    void home.openHome(3);
    expect(world.calls).toEqual(['panel 3']);
  });

  it('goes to the next home that opens when the browser refuses', async () => {
    await home.rememberHome('side');
    world.calls.length = 0;
    world.refuses = ['panel'];
    await home.openHome(3);
    expect(world.calls).toEqual(['panel 3', 'popup']);
    world.refuses = ['panel', 'popup'];
    await home.openHome(3);
    expect(world.calls.at(-1)).toBe('create chrome-extension://id/tab.html');
  });

  it('shows the one tab again instead of a second one', async () => {
    await home.rememberHome('tab');
    world.calls.length = 0;
    await home.openHome(undefined);
    world.tabs = [{ id: 12, windowId: 2 }];
    await home.openHome(undefined);
    expect(world.calls).toEqual(['create chrome-extension://id/tab.html', 'show 12', 'focus 2']);
  });

  it('is what was chosen last, in this worker and the next, and the button goes with it', async () => {
    await home.rememberHome('side');
    await home.rememberHome('popup');
    expect(world.calls).toEqual(['button ', 'button popup.html']);
    expect(world.stored).toEqual({ home: 'popup' });
    world.stored['home'] = 'something from elsewhere';
    vi.resetModules();
    const next = await import('../../lib/platform/home.ts');
    await next.openHome(1);
    expect(world.calls.at(-1)).toBe('popup');
  });
});
