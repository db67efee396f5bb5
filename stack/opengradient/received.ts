/** What arrived at a part of the emulated network, for tests to look for what should not be there. */
import type { Incoming } from '../http/message.ts';

export interface ReceivedHead {
  readonly method: string;
  readonly path: string;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
}

export function headOf(request: Incoming): ReceivedHead {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
  return { method: request.method ?? '', path: request.url ?? '', headers };
}

const MOST = 1000;

/** A network that runs for weeks must not keep everything it was ever told. */
export function keep<T>(list: T[], item: T): T {
  list.push(item);
  if (list.length > MOST) list.shift();
  return item;
}
