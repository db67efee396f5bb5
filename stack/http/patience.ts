/**
 * A deadline for somebody else that does not count this process's own delays: after a stall every timer is due at
 * once, before what had long arrived was read, and clients that were in time would be cut for being slow.
 */

/** A stall, however long, uses up one of these at most; between two, everything that waits is read. */
const STEPS = 10;

/** Acts when so much time went by in which others were listened to; returns what calls it off. */
export function whenPatienceEnds(timeoutMs: number, act: () => void): () => void {
  let left = STEPS;
  let timer: NodeJS.Timeout;
  const step = (): void => {
    if (left === 0) return act();
    left--;
    timer = setTimeout(step, timeoutMs / STEPS).unref();
  };
  step();
  return () => clearTimeout(timer);
}
