/** Pure readings of an ask's phase. */
import type { AskPhase } from '../../lib/ask/index.ts';

/** True while something may still arrive. */
export function isRunning(phase: AskPhase): boolean {
  return (
    phase === 'queued' ||
    phase === 'verifying' ||
    phase === 'sealing' ||
    phase === 'waiting' ||
    phase === 'streaming'
  );
}

export function hasEnded(phase: AskPhase): boolean {
  return !isRunning(phase);
}

/** The message for a screen reader: the start and the end, never the words in between. */
export function announcementKey(phase: AskPhase | undefined): string | undefined {
  switch (phase) {
    case undefined:
    case 'queued':
    case 'verifying':
    case 'sealing':
    case 'waiting':
      return undefined;
    case 'streaming':
      return 'announce_started';
    case 'done':
      return 'announce_done';
    case 'stopped':
      return 'announce_stopped';
    case 'interrupted':
    case 'refused':
    case 'failed':
      return 'announce_failed';
  }
}
