/** Draws a component with the English messages and a still clock, and finds things by their `data-testid`. */
import { render, type ComponentChild } from 'preact';
import { act } from 'preact/test-utils';
import { loadLateScreens } from '../../components/late-screens.ts';
import { ClockContext } from '../../components/ui/clock.ts';
import { stringsFrom, StringsContext } from '../../components/ui/strings.ts';
import { errorKey } from '../../lib/ask/error-sentences.ts';
import messages from '../../public/_locales/en/messages.json' with { type: 'json' };
import { NOW_MS } from './views.ts';

export interface Screen {
  root: HTMLElement;
  /** The only element with this mark; throws when there is none or more than one. */
  one: (testId: string) => HTMLElement;
  /** How many there are. */
  count: (testId: string) => number;
  text: () => string;
  click: (testId: string) => Promise<void>;
  type: (testId: string, value: string) => Promise<void>;
  choose: (testId: string, value: string) => Promise<void>;
  /** A value that is complete at once, as of a date field. */
  change: (testId: string, value: string) => Promise<void>;
  press: (testId: string, key: string, more?: KeyboardEventInit) => Promise<void>;
  /** Opens something that is folded. */
  open: (testId: string) => Promise<void>;
  fold: (testId: string) => Promise<void>;
  /** Waits for what is loaded late. */
  late: (load: () => Promise<unknown>) => Promise<void>;
  draw: (screen: ComponentChild) => Promise<void>;
}

const strings = { t: stringsFrom(messages), locale: 'en', errorKey };

export async function draw(first: ComponentChild): Promise<Screen> {
  await loadLateScreens();
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  const all = (testId: string) => [
    ...root.querySelectorAll<HTMLElement>(`[data-testid="${testId}"]`),
  ];
  const one = (testId: string): HTMLElement => {
    const [found, ...others] = all(testId);
    if (!found || others.length > 0) throw new Error(`${others.length + 1} or none of ${testId}`);
    return found;
  };
  const drawAgain = (screen: ComponentChild) =>
    act(() =>
      render(
        <ClockContext.Provider value={() => NOW_MS}>
          <StringsContext.Provider value={strings}>{screen}</StringsContext.Provider>
        </ClockContext.Provider>,
        root,
      ),
    );
  await drawAgain(first);
  return {
    root,
    one,
    count: (testId) => all(testId).length,
    text: () => root.textContent,
    click: (testId) => act(() => one(testId).click()),
    type: (testId, value) =>
      act(() => {
        const field = one(testId);
        if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
          field.value = value;
        }
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }),
    choose: (testId, value) =>
      act(() => {
        const field = one(testId);
        if (!(field instanceof HTMLSelectElement)) throw new Error(`${testId} is no choice`);
        field.value = value;
        field.dispatchEvent(new Event('change', { bubbles: true }));
      }),
    change: (testId, value) =>
      act(() => {
        const field = one(testId);
        if (!(field instanceof HTMLInputElement)) throw new Error(`${testId} is no field`);
        field.value = value;
        field.dispatchEvent(new Event('change', { bubbles: true }));
      }),
    press: (testId, key, more = {}) =>
      act(() => {
        const event = new KeyboardEvent('keydown', {
          key,
          bubbles: true,
          cancelable: true,
          ...more,
        });
        one(testId).dispatchEvent(event);
      }),
    open: (testId) => act(() => setOpen(one(testId), true)),
    fold: (testId) => act(() => setOpen(one(testId), false)),
    late: (load) =>
      act(async () => {
        await load();
        await new Promise((resolve) => setTimeout(resolve));
      }),
    draw: drawAgain,
  };
}

function setOpen(folded: HTMLElement, isOpen: boolean): void {
  if (!(folded instanceof HTMLDetailsElement)) throw new Error('it cannot be opened');
  folded.open = isOpen;
  folded.dispatchEvent(new Event('toggle'));
}
