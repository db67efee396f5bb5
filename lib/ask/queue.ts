/**
 * Who may go now, of the asks that wait. Pure. Must never let an ask go on its own that the person has not sent as
 * things now stand: without a network only what they said may leave by itself later, with one only what waits its turn.
 */
import type { AskView, AskWait } from './view.ts';

/** Several answers at once are read one after the other anyway; more would crowd a relay. */
export const MAX_RUNNING = 3;

/** Going without a network fails at the first step, unless the relay stands on this machine. */
const WAY_CODES: ReadonlySet<string> = new Set(['relay-unreachable', 'relay-timeout']);

export interface Moment {
  readonly running: number;
  readonly isOnline: boolean;
}

/** The ids that may go, in the order of their Sends. */
export function mayGo(queued: readonly AskView[], { running, isOnline }: Moment): string[] {
  if (!isOnline) return [];
  const ready = queued.filter(({ wait }) => wait === 'turn' || wait === 'return');
  return ready.slice(0, Math.max(0, MAX_RUNNING - running)).map(({ id }) => id);
}

/** What an ask waits for that was not let go. */
export function waitNow({ wait = 'turn' }: AskView, { isOnline }: Moment): AskWait {
  return wait === 'turn' && !isOnline ? 'offline' : wait;
}

/** It was refused for want of a network, with nothing of it gone: it can wait instead. */
export function canWait({ phase, error }: AskView): boolean {
  return phase === 'refused' && WAY_CODES.has(error?.code ?? '');
}
