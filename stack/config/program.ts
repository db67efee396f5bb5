/**
 * How every program of the stack starts and ends. A refusal at start is one line that names what is wrong, without a
 * stack trace around it; an end is asked for once and hurried the second time.
 */
import { codeOf } from '../../lib/errors/index.ts';
import { printError } from '../log.ts';

export async function runProgram(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (thrown) {
    // A port that is taken and a folder that may not be written are the operator's to mend as well.
    const isPlain =
      thrown instanceof Error && (codeOf(thrown) !== undefined || 'syscall' in thrown);
    if (!isPlain) throw thrown;
    printError(thrown.message);
    process.exitCode = 1;
  }
}

/** For programs that answer in moments: how long what is under way may take once they are told to end. */
export const MOMENTS_MS = 10_000;

export function endOnSignal(drain: () => Promise<void>, close: () => Promise<void>): void {
  let isEnding = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      void (isEnding ? close() : drain());
      isEnding = true;
    });
  }
}
