/**
 * The gateway as a program of its own: `main.ts [--check] [FILE]`, set by that file and by variables (stack/README.md
 * lists both). SIGTERM drains it: no answer that has begun is cut.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readCommand } from '../config/command.ts';
import { endOnSignal, runProgram } from '../config/program.ts';
import { lineSink, printLine, printSoon } from '../log.ts';
import type { ActivityTarget } from './activity.ts';
import { withCredits } from './credits/settings.ts';
import { openEvidenceSource } from './evidence-source.ts';
import { gatewaySettings, type GatewaySettings } from './settings.ts';
import { openSettlement } from './settle.ts';
import { startGateway } from './start-gateway.ts';

const SETTLE_MS = 10_000;
/** No key is used before it is in the log; an operator who waits for longer than this is told for what. */
const SILENT_MS = 3000;

function activityTarget({ ledger, stateFolder }: GatewaySettings): ActivityTarget {
  return {
    ledgerUrl: ledger.url,
    ...(ledger.token !== undefined && { token: ledger.token }),
    ...(stateFolder !== undefined && {
      outboxPath: join(stateFolder, 'gateway', 'activity.outbox'),
    }),
  };
}

function tellingWhatFor<T>(ledgerUrl: string, starting: Promise<T>): Promise<T> {
  const line = JSON.stringify({ part: 'gateway', waitingFor: ledgerUrl });
  const timer = setTimeout(() => printLine(line), SILENT_MS);
  return starting.finally(() => clearTimeout(timer));
}

await runProgram(async () => {
  const { file, isCheck } = readCommand(process.argv.slice(2));
  const settings = await gatewaySettings(process.env, file);
  const { ledger, stateFolder, drainNoticeMs, drainTimeMs } = settings;
  if (isCheck) return printLine(JSON.stringify({ part: 'gateway', settings: 'ok' }));
  const { models, upstreams } = await settings.openModels();
  const journalPath = stateFolder && join(stateFolder, 'gateway', 'settlement.journal');
  const settlement = await openSettlement({
    ledgerUrl: ledger.url,
    form: ledger.form,
    ...(ledger.token !== undefined && { token: ledger.token }),
    ...(journalPath !== undefined && { journalPath }),
  });
  const evidence = await openEvidenceSource(settings.evidence);
  const starting = startGateway({
    ...settings.gateway,
    ...(ledger.hasActivity && { activity: activityTarget(settings) }),
    statement: withCredits(settings.gateway.statement, settings.statedCredits, models),
    models,
    upstreams,
    evidence,
    settlement,
    log: lineSink('gateway', printSoon),
  });
  const gateway = await tellingWhatFor(ledger.url, starting);
  const { url, adminUrl, statement } = gateway;
  const stated = statement.models.map(({ id, upstream }) => ({ id, upstream }));
  const where = { url, ...(adminUrl !== undefined && { adminUrl }) };
  // Before it says where it is: from then on somebody may tell it to end.
  endOnSignal(
    async () => {
      await gateway.drain(drainNoticeMs, drainTimeMs);
      // What was signed last may have no other run to be handed to the log by.
      await Promise.race([settlement.settled(), sleep(SETTLE_MS, undefined, { ref: false })]);
      await settlement.close();
    },
    () => gateway.close().then(() => settlement.close()),
  );
  printLine(JSON.stringify({ part: 'gateway', ...where, models: stated }));
});
