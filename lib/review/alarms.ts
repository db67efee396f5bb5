/**
 * The alarms as the proofs page shows them: with what is known of the log, and, where it contradicted itself, both signed
 * heads and the file that shows it to anybody. Must never call a log contradicted without checking it again.
 */
import { viewOfCode } from '../ask/index.ts';
import {
  checkContradiction,
  encodeContradiction,
  type ContradictionFile,
} from '../proofs/file/index.ts';
import type { AlarmRecord, LogRecord, ProofReader } from '../proofs/index.ts';
import type { AlarmDetail, SplitView } from './words.ts';

export async function alarmDetails(proofs: ProofReader): Promise<AlarmDetail[]> {
  const [alarms, logs] = [await proofs.alarms(), await proofs.logs()];
  const byId = new Map(logs.map((log) => [log.id, log]));
  return Promise.all(alarms.map((alarm) => detailOf(alarm, byId.get(alarm.logId))));
}

async function detailOf(alarm: AlarmRecord, log: LogRecord | undefined): Promise<AlarmDetail> {
  const { id, code, atMs, askId, isOver, isSeen } = alarm;
  const split = code === 'log-split-view' ? await splitOf(log) : undefined;
  return {
    ...{ id, error: viewOfCode(code), atMs, isOver, isSeen },
    ...(askId === null ? {} : { askId }),
    ...(log === undefined ? {} : { origin: log.origin }),
    ...(split === undefined ? {} : { split }),
  };
}

async function splitOf(log: LogRecord | undefined): Promise<SplitView | undefined> {
  const [held, shown] = log?.split ?? [];
  if (log === undefined || held === undefined || shown === undefined) return undefined;
  const { origin, verifierKey, splitHashes: hashes = [] } = log;
  const contradiction: ContradictionFile = { origin, verifierKey, notes: [held, shown], hashes };
  // An earlier version kept the heads alone, which of two sizes do not show it by themselves.
  const trees = await checkContradiction(contradiction).catch(() => []);
  const heads = [held, shown].map((note) => new TextDecoder().decode(note));
  return { verifierKey, heads, trees, file: encodeContradiction(contradiction) };
}
