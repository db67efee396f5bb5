// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LEAST_SEEN_MS, Seen } from '../../lib/button/seen.ts';

/** An observer that says what it is told to, as the browser's own does. */
class FakeObserver {
  static last: FakeObserver | undefined;
  readonly #tell: (entries: object[]) => void;
  constructor(tell: (entries: object[]) => void) {
    this.#tell = tell;
    FakeObserver.last = this;
  }
  say(isVisible: boolean | undefined): void {
    this.#tell([isVisible === undefined ? {} : { isVisible }]);
  }
  observe(): void {}
  disconnect(): void {}
  takeRecords(): object[] {
    return [];
  }
}

let host: HTMLElement;
let over: Element | null;
let nowMs: number;
let seen: Seen;

beforeEach(() => {
  vi.stubGlobal('IntersectionObserver', FakeObserver);
  document.body.replaceChildren();
  host = document.createElement('div');
  // What a browser works out by itself.
  host.style.cssText = 'opacity: 1; visibility: visible';
  document.body.append(host);
  over = host;
  document.elementFromPoint = () => over;
  document.querySelectorAll = () => document.createDocumentFragment().querySelectorAll('*');
  nowMs = 1000;
  seen = new Seen(host, host, () => nowMs);
  seen.begin();
});

const say = (isVisible: boolean | undefined): void => FakeObserver.last?.say(isVisible);

describe('the button counts as plainly seen', () => {
  it('only after it has stood there for a while', () => {
    say(undefined);
    expect(seen.isPlain()).toBe(false);
    nowMs += LEAST_SEEN_MS - 1;
    expect(seen.isPlain()).toBe(false);
    nowMs += 1;
    expect(seen.isPlain()).toBe(true);
  });

  it('anew whenever it was moved', () => {
    say(true);
    nowMs += LEAST_SEEN_MS;
    expect(seen.isPlain()).toBe(true);
    seen.begin();
    say(true);
    expect(seen.isPlain()).toBe(false);
    nowMs += LEAST_SEEN_MS;
    expect(seen.isPlain()).toBe(true);
  });

  it('not while the browser says that something is over it, and not at once afterwards', () => {
    say(true);
    nowMs += LEAST_SEEN_MS;
    say(false);
    expect(seen.isPlain()).toBe(false);
    nowMs += 10 * LEAST_SEEN_MS;
    expect(seen.isPlain()).toBe(false);
    say(true);
    expect(seen.isPlain()).toBe(false);
    nowMs += LEAST_SEEN_MS;
    expect(seen.isPlain()).toBe(true);
  });

  it('not where a point of it belongs to something else', () => {
    say(true);
    nowMs += LEAST_SEEN_MS;
    over = document.body;
    expect(seen.isPlain()).toBe(false);
  });

  it.each([
    ['opacity', '0.4'],
    ['visibility', 'hidden'],
    ['filter', 'blur(9px)'],
    ['clip-path', 'circle(1px)'],
  ])('not with %s %s', (name, value) => {
    say(true);
    nowMs += LEAST_SEEN_MS;
    host.style.setProperty(name, value);
    expect(seen.isPlain()).toBe(false);
  });

  it('not once it was taken out of the page', () => {
    say(true);
    nowMs += LEAST_SEEN_MS;
    host.remove();
    expect(seen.isPlain()).toBe(false);
  });
});
