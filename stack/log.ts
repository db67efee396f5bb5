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
  console.log(line);
}

export function printError(line: string): void {
  console.error(line);
}
