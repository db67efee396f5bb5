/**
 * Pointer and keyboard on the button: which press was meant, which one moves it. A press counts only if the browser
 * made it for the person (`isTrusted`) and the button could plainly be seen both when it began and when it ended.
 */
import type { Pill } from './pill.ts';

export interface PressHandlers {
  readonly onAsk: () => void;
  readonly onMore: () => void;
  readonly onHide: () => void;
  readonly onNotHere: () => void;
  readonly onMove: (x: number, y: number) => void;
}

/** A pointer that has gone further than this is moving the button. */
const DRAG_PX = 5;
const KEY_STEP_PX = 16;

const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-KEY_STEP_PX, 0],
  ArrowRight: [KEY_STEP_PX, 0],
  ArrowUp: [0, -KEY_STEP_PX],
  ArrowDown: [0, KEY_STEP_PX],
};

export class Presses {
  readonly #pill: Pill;
  readonly #isPlain: () => boolean;
  readonly #handlers: PressHandlers;
  /** A press that began while the button was plainly seen. */
  #isMeant = false;
  #from: { x: number; y: number } | undefined;
  #isDragging = false;

  constructor(pill: Pill, isPlain: () => boolean, handlers: PressHandlers) {
    this.#pill = pill;
    this.#isPlain = isPlain;
    this.#handlers = handlers;
    const { box, ask, more, hide, notHere } = pill;
    box.addEventListener('pointerdown', (event) => this.#onDown(event));
    box.addEventListener('pointermove', (event) => this.#onMove(event));
    box.addEventListener('pointercancel', () => (this.#from = undefined));
    // The page keeps its selection and its focus.
    box.addEventListener('mousedown', (event) => event.preventDefault());
    box.addEventListener('keydown', (event) => this.#onKey(event));
    this.#on(ask, handlers.onAsk);
    this.#on(more, handlers.onMore);
    this.#on(hide, handlers.onHide);
    this.#on(notHere, handlers.onNotHere);
  }

  #on(button: HTMLElement, act: () => void): void {
    button.addEventListener('click', (event) => {
      if (!event.isTrusted) return;
      const isKey = event.detail === 0 && this.#pill.root.activeElement === button;
      const isMeant = isKey || (this.#isMeant && !this.#isDragging);
      this.#isMeant = false;
      if (isMeant && this.#isPlain()) act();
    });
  }

  #onDown(event: PointerEvent): void {
    this.#isMeant = false;
    this.#isDragging = false;
    if (!event.isTrusted || !event.isPrimary || event.button !== 0) return;
    this.#isMeant = this.#isPlain();
    this.#from = { x: event.clientX, y: event.clientY };
  }

  #onMove(event: PointerEvent): void {
    if (!event.isTrusted || this.#from === undefined || event.buttons === 0) return;
    const [x, y] = [event.clientX - this.#from.x, event.clientY - this.#from.y];
    if (!this.#isDragging && Math.hypot(x, y) < DRAG_PX) return;
    if (!this.#isDragging) this.#pill.box.setPointerCapture(event.pointerId);
    this.#isDragging = true;
    this.#from = { x: event.clientX, y: event.clientY };
    this.#handlers.onMove(x, y);
  }

  #onKey(event: KeyboardEvent): void {
    const step = ARROWS[event.key];
    if (!event.isTrusted || step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#handlers.onMove(...step);
  }
}
