/**
 * An end that can be asked for twice: gently first, then at once. What belongs to a server is closed behind it, once,
 * whoever asks and however often. Must never cut what the first asking let finish, unless it is asked again.
 */
import type { RunningServer } from './server.ts';

/** @param rest What is closed when no exchange is left. */
export function endingOf(
  server: Pick<RunningServer, 'close'>,
  rest: () => Promise<void>,
): (graceMs?: number) => Promise<void> {
  let ending: Promise<void> | undefined;
  return async (graceMs = 0) => {
    if (ending === undefined) {
      ending = server.close(graceMs).then(rest);
      return ending;
    }
    await server.close(graceMs);
    await ending;
  };
}
