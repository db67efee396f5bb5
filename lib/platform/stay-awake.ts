/**
 * Keeps the worker alive while an ask is running: neither a streaming fetch nor an open port does (measured: killed
 * at 30 s). Bounded twice: by the running task, and by a longest time.
 */
import { browser } from './browser.ts';

const BEAT_MS = 20_000;
/** 1,024 padded frames take 256 s; nothing honest takes longer than this. */
const LONGEST_MS = 600_000;

/** Starts the beat; the returned function ends it. */
export function stayAwake(): () => void {
  const beat = setInterval(() => void browser.runtime.getPlatformInfo(), BEAT_MS);
  const limit = setTimeout(() => clearInterval(beat), LONGEST_MS);
  return () => {
    clearInterval(beat);
    clearTimeout(limit);
  };
}
