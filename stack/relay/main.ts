/**
 * The relay as a program of its own: `main.ts [--check] [FILE]`, set by that file and by variables (stack/README.md
 * lists both). Prints its log as JSON lines; SIGTERM drains it, a second one ends it at once.
 */
import { readCommand } from '../config/command.ts';
import { endOnSignal, runProgram } from '../config/program.ts';
import { lineSink, printLine, printSoon } from '../log.ts';
import { startRelay } from './relay.ts';
import { relaySettings } from './settings.ts';

await runProgram(async () => {
  const { file, isCheck } = readCommand(process.argv.slice(2));
  const { relay, drainNoticeMs, drainTimeMs } = await relaySettings(process.env, file);
  const names = [...relay.gateways, ...(relay.plain ?? [])].map(({ name }) => name);
  if (isCheck) return printLine(JSON.stringify({ part: 'relay', settings: 'ok', names }));
  const running = await startRelay({ ...relay, log: lineSink('relay', printSoon) });
  const { url, adminUrl } = running;
  // Before it says where it is: from then on somebody may tell it to end.
  endOnSignal(
    () => running.drain(drainNoticeMs, drainTimeMs),
    () => running.close(),
  );
  printLine(JSON.stringify({ part: 'relay', url, ...(adminUrl !== undefined && { adminUrl }) }));
});
