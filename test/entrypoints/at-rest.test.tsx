// @vitest-environment happy-dom
/**
 * The settings page that sets a passphrase: it asked for the lock itself, and counts as open only when the worker says
 * that it is open again, however late that comes. Until then it must neither begin anew nor lose what stands in it.
 */
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { AtRestForm } from '../../components/settings/AtRestForm.tsx';
import { useAtRest } from '../../entrypoints/options/use-at-rest.ts';
import { LockGate } from '../../entrypoints/page/lock-gate.tsx';
import { EMPTY_VIEW } from '../../entrypoints/page/page-view.ts';
import type { Worker } from '../../entrypoints/page/use-worker.ts';
import { ProofsError } from '../../lib/proofs/index.ts';
import type { Passphrase } from '../../lib/proofs/lock/index.ts';
import { eventually } from '../fakes/eventually.ts';
import { draw, type Screen } from '../fakes/screen.tsx';
import { appState } from '../fakes/views.ts';

/** The hand on the key, which needs a browser's worker: its work ends when the test says so. */
interface Hand {
  lock: Awaited<ReturnType<Passphrase['lock']>>;
  isSetting: boolean;
  end: () => void;
  fail: (reason: Error) => void;
}
const hand = vi.hoisted((): Hand => ({
  lock: null,
  isSetting: false,
  end: () => undefined,
  fail: () => undefined,
}));
vi.mock('../../entrypoints/page/lock-door.ts', () => ({
  openPassphrase: (): Pick<Passphrase, 'lock' | 'waitMs' | 'set' | 'close'> => ({
    lock: () => Promise.resolve(hand.lock),
    waitMs: () => Promise.resolve(0),
    set: (_, idleMinutes) =>
      new Promise((resolve, reject) => {
        const end = (): void => {
          hand.lock = { idleMinutes };
          resolve();
        };
        Object.assign(hand, { isSetting: true, end, fail: reject });
      }),
    close: () => Promise.resolve(),
  }),
}));

let screen: Screen;
let said: string[];
let reload: MockInstance<() => void>;

function Page({ view, send }: Worker) {
  const { isChanging, form } = useAtRest({ view, send });
  return (
    <LockGate view={view} send={send} isChanging={isChanging}>
      <AtRestForm {...form} />
      <input data-testid="unsaved" />
    </LockGate>
  );
}

/** The worker says whether it is locked. */
function workerIs(word: 'open' | 'locked'): Promise<void> {
  const view = { ...EMPTY_VIEW, state: appState({ isLocked: word === 'locked' }) };
  return screen.draw(<Page view={view} send={({ type }) => void said.push(type)} />);
}

/** Waits until it holds on the screen, with all that follows from it drawn. */
function settled(holds: () => void): Promise<void> {
  return eventually(async () => {
    await act(() => Promise.resolve());
    holds();
  });
}

/** Everything that waits for nothing but its turn has had it. */
async function aTurn(): Promise<void> {
  await act(async () => {
    await new Promise((resolve) => setTimeout(resolve));
  });
}

/** The page has asked for the lock, the worker has let go of the key, and the new one is being made. */
async function setPassphrase(): Promise<void> {
  await screen.open('passphrase-set');
  await screen.type('passphrase-new', 'four stones on the quay');
  await screen.type('passphrase-again', 'four stones on the quay');
  await screen.click('passphrase-act');
  expect(said).toEqual(['lock/now']);
  await workerIs('locked');
  await settled(() => expect(hand.isSetting).toBe(true));
}

function expectUntouched(): void {
  expect(reload).not.toHaveBeenCalled();
  expect(screen.one('unsaved')).toHaveProperty('value', 'words that nobody saved');
}

async function expectBegunAnew(): Promise<void> {
  expect(reload).toHaveBeenCalledTimes(1);
  await settled(() => expect(screen.count('unlock-words')).toBe(1));
  expect(screen.count('unsaved')).toBe(0);
}

beforeEach(async () => {
  Object.assign(hand, { lock: null, isSetting: false });
  said = [];
  reload = vi.spyOn(location, 'reload').mockReturnValue(undefined);
  screen = await draw(null);
  await workerIs('open');
  await settled(() => expect(screen.count('passphrase-set')).toBe(1));
  await screen.type('unsaved', 'words that nobody saved');
});

afterEach(async () => {
  vi.useRealTimers();
  await act(() => render(null, screen.root));
  vi.restoreAllMocks();
});

describe('the settings page while a passphrase is set', () => {
  it('stays as it is though the worker says late that it is open again', async () => {
    await setPassphrase();
    hand.end();
    await settled(() => expect(said).toEqual(['lock/now', 'lock/changed']));
    await aTurn();
    expectUntouched();
    await workerIs('open');
    await settled(() => expect(screen.count('at-rest-locked')).toBe(1));
    await settled(() => expect(screen.count('lock-now')).toBe(1));
    expectUntouched();
    // From here on it is a page like any other: one that becomes locked begins anew.
    await workerIs('locked');
    await expectBegunAnew();
  });

  it('stays as it is where no passphrase was set after all, and says why', async () => {
    await setPassphrase();
    hand.fail(new ProofsError('store-full'));
    await settled(() => expect(said).toEqual(['lock/now', 'lock/changed']));
    await aTurn();
    expectUntouched();
    await workerIs('open');
    await settled(() => expect(screen.count('passphrase-set')).toBe(1));
    expect(screen.count('at-rest-problem')).toBe(1);
    expectUntouched();
  });

  it('begins anew where the worker does not open again: it has died locked', async () => {
    await setPassphrase();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const pass = (ms: number): Promise<void> =>
      act(async () => void (await vi.advanceTimersByTimeAsync(ms)));
    hand.end();
    await pass(0);
    expect(said).toEqual(['lock/now', 'lock/changed']);
    await pass(9_999);
    expectUntouched();
    await pass(1);
    vi.useRealTimers();
    await expectBegunAnew();
  });
});
