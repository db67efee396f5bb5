/**
 * How every program of the stack starts and ends. A refusal at start is one line that names what is wrong, without a
 * stack trace around it; an end is asked for once and hurried the second time.
 */
import { codeOf } from '../../lib/errors/index.ts';
import type { Environment } from '../environment.ts';
import { printError, printLine } from '../log.ts';
import { readCommand } from './command.ts';

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

/** How long what is under way may take once a program that answers in moments is told to end. */
const MOMENTS_MS = 10_000;

export interface Service<S, R> {
  readonly part: string;
  readonly settings: (environment: Environment, file?: string) => Promise<S>;
  readonly start: (settings: S) => Promise<R>;
  /** What it prints once it serves. */
  readonly told: (running: R) => Readonly<Record<string, string>>;
}

/** A program that answers in moments, from its command line to its end. */
export function runService<S, R extends { close(graceMs?: number): Promise<void> }>(
  service: Service<S, R>,
): Promise<void> {
  const { part } = service;
  return runProgram(async () => {
    const { file, isCheck } = readCommand(process.argv.slice(2));
    const settings = await service.settings(process.env, file);
    if (isCheck) return printLine(JSON.stringify({ part, settings: 'ok' }));
    const running = await service.start(settings);
    // Before it says where it is: from then on somebody may tell it to end.
    endOnSignal(
      () => running.close(MOMENTS_MS),
      () => running.close(),
    );
    printLine(JSON.stringify(service.told(running)));
  });
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
