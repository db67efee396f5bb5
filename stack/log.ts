/**
 * The one place of the stack that writes to a terminal. Everything else hands its events to a sink, so that tests can
 * hold every event and show what was never in one.
 */
export type LogSink<Event extends object> = (event: Event) => void;

/** One JSON line per event, with the time and the part that says it. */
export function lineSink<Event extends object>(
  part: string,
  write: (line: string) => void,
  now: () => number = Date.now,
): LogSink<Event> {
  return (event) => write(JSON.stringify({ at: new Date(now()).toISOString(), part, ...event }));
}

export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

const FLUSH_MS = 100;
const FLUSH_CHARACTERS = 32_768;
let waiting = '';
let timer: NodeJS.Timeout | undefined;

/** For a line a request: many leave in one write, and none later than a tenth of a second, or than the end. */
export function printSoon(line: string): void {
  if (timer === undefined) {
    watchReader();
    timer = setTimeout(flush, FLUSH_MS).unref();
    process.once('exit', flush);
  }
  waiting += `${line}\n`;
  if (waiting.length >= FLUSH_CHARACTERS) flush();
}

/** Whoever read the log is gone: that must not end the answers that are under way. */
let isWatched = false;
function watchReader(): void {
  if (!isWatched) process.stdout.on('error', () => undefined);
  isWatched = true;
}

function flush(): void {
  clearTimeout(timer);
  timer = undefined;
  process.off('exit', flush);
  process.stdout.write(waiting);
  waiting = '';
}

export function printError(line: string): void {
  console.error(line);
}
