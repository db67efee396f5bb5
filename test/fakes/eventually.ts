/**
 * Waits until what is said of the world holds, and gives what it says. As patient as expect.poll is made in
 * vitest.config.ts: a second, which vi.waitFor has by itself, is a time that a busy machine does not keep.
 */
import { vi } from 'vitest';

export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 15_000 });
}
