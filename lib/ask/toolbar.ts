/**
 * What the toolbar button tells: the one state that matters most to a person who has not opened anything. Must never
 * say ready of an enclave that was not verified in this worker's life.
 */
import { isBeingSent, isRunning } from './ask-view.ts';
import { Soon } from './soon.ts';
import type { AlarmView, AskView, EnclaveView } from './view.ts';

/** `plain` claims nothing: nobody has looked yet. */
export type ToolbarState = 'plain' | 'ready' | 'busy' | 'blocked' | 'offline' | 'alarm';

/** Failures of the way, which say nothing about the enclave. */
const WAY_CODES: ReadonlySet<string> = new Set([
  'relay-unset',
  'relay-permission-missing',
  'relay-unreachable',
  'relay-timeout',
  'relay-busy',
  'relay-refused',
  'relay-cut',
  'gateway-unknown',
  'gateway-unreachable',
]);

/** An ask under way counts first, then what nobody has looked at, then the enclave that would be asked next. */
export function toolbarStateOf(
  ask: AskView | null,
  enclave: EnclaveView,
  alarms: readonly AlarmView[] = [],
): ToolbarState {
  if (isRunning(ask)) return 'busy';
  if (alarms.length > 0) return 'alarm';
  if (enclave.error !== undefined) return WAY_CODES.has(enclave.error.code) ? 'offline' : 'blocked';
  switch (enclave.phase) {
    case 'unset':
      return 'plain';
    case 'checking':
      return 'busy';
    case 'ready':
      return 'ready';
    case 'refused':
      return 'blocked';
  }
}

/** Four pictures are fetched and decoded for a state: not just when a request is on its way out. */
const DRAWN_AFTER_MS = 100;

/** Shows each state once. */
export class Toolbar {
  readonly #setIcon: (state: ToolbarState) => Promise<void>;
  readonly #soon = new Soon(() => this.#draw(), DRAWN_AFTER_MS);
  #wanted: ToolbarState | undefined;
  #shown: ToolbarState | undefined;

  constructor(setIcon: (state: ToolbarState) => Promise<void>) {
    this.#setIcon = setIcon;
  }

  show(...state: Parameters<typeof toolbarStateOf>): void {
    const [ask] = state;
    this.#wanted = toolbarStateOf(...state);
    if (ask !== null && isBeingSent(ask)) this.#soon.ask();
    else this.#draw();
  }

  #draw(): void {
    this.#soon.cancel();
    const next = this.#wanted;
    if (next === undefined || next === this.#shown) return;
    this.#shown = next;
    // A button without its sign is no reason to stop anything.
    this.#setIcon(next).catch(() => undefined);
  }
}
