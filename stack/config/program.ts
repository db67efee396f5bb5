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
    const isOurs = codeOf(thrown) !== undefined && thrown instanceof Error;
    if (!isOurs) throw thrown;
    printError(thrown.message);
    process.exitCode = 1;
  }
}

export function endOnSignal(drain: () => Promise<void>, close: () => Promise<void>): void {
  let isEnding = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      void (isEnding ? close() : drain());
      isEnding = true;
    });
  }
}
