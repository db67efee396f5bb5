/** Waits for what another process does. Each wait has an end and says what it waited for. */

const STEP_MS = 50;

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

interface Options {
  what: string;
  timeoutMs?: number;
}

/** The first value that `look` gives; a look that throws (a page between two documents) is a look too early. */
export async function until<T>(
  look: () => Promise<T | undefined> | T | undefined,
  { what, timeoutMs = 20_000 }: Options,
): Promise<T> {
  const endsAt = performance.now() + timeoutMs;
  let last: unknown;
  while (performance.now() < endsAt) {
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      last = error;
    }
    await sleep(STEP_MS);
  }
  throw new Error(`waited ${timeoutMs} ms for ${what}`, { cause: last });
}
