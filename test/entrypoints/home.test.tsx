// @vitest-environment happy-dom
/** The app in a home, while its worker wakes: an awake one is not announced as being waited for, a slow one is. */
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mountApp } from '../../entrypoints/page/home.tsx';
import { PORT_NAME } from '../../lib/messages/index.ts';
import messages from '../../public/_locales/en/messages.json' with { type: 'json' };
import { FakePort } from '../fakes/port.ts';
import { appState } from '../fakes/views.ts';

const line = vi.hoisted((): { connect: () => unknown } => ({ connect: () => undefined }));

vi.mock('webextension-polyfill', () => ({
  default: {
    runtime: { connect: () => line.connect() },
    // Each word is its own name, but for the tag that dates and numbers follow.
    i18n: {
      getMessage: (key: string) => (key === 'language_tag' ? 'en' : key),
      getUILanguage: () => 'en',
    },
    storage: { local: { get: () => Promise.resolve({}) } },
    windows: { getCurrent: () => Promise.resolve({ id: 1 }) },
  },
}));

let worker: FakePort;
let root: HTMLElement;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.stubGlobal('requestIdleCallback', () => 0);
  line.connect = () => {
    const pair = FakePort.pair(PORT_NAME, {});
    ({ worker } = pair);
    return pair.page;
  };
  root = document.createElement('div');
  root.id = 'root';
  document.body.replaceChildren(root);
  await act(() => mountApp('popup'));
});

afterEach(() => {
  render(null, root);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const isWaitingSaid = (): boolean => root.textContent.includes('app_waking');
const question = (): Element | null => root.querySelector('[data-testid="question"]');

function pass(ms: number): Promise<void> {
  return act(async () => {
    await vi.advanceTimersByTimeAsync(ms);
  });
}

function answer(): Promise<void> {
  return act(async () => {
    worker.postMessage({ type: 'app/state', ...appState() });
    await vi.advanceTimersByTimeAsync(0);
  });
}

describe('the app, just opened', () => {
  it('draws the answer of an awake worker, and nothing before it', async () => {
    expect(messages).toHaveProperty('app_waking');
    expect(root.textContent).toBe('');
    await answer();
    expect(question()).not.toBeNull();
    await pass(60_000);
    expect(isWaitingSaid()).toBe(false);
  });

  it('says after a moment that a slow worker is waited for, and draws its answer then', async () => {
    await pass(100);
    expect(isWaitingSaid()).toBe(true);
    await answer();
    expect(isWaitingSaid()).toBe(false);
    expect(question()).not.toBeNull();
  });

  it('says that a worker does not come back', async () => {
    // Each new line is lost as soon as it is there.
    const lose = line.connect;
    line.connect = () => {
      const page = lose();
      const lost = worker;
      queueMicrotask(() => lost.disconnect());
      return page;
    };
    await act(() => worker.disconnect());
    await pass(60_000);
    expect(root.textContent).toContain('worker-lost');
  });
});
