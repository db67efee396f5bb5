/**
 * Folds the worker's messages into what a page shows. Pure: the same messages give the same state.
 * Must never guess missing text: a piece that does not fit waits for the next snapshot.
 */
import type { AppState, FromWorker } from './protocol.ts';

/** The state after one more message; the same object when the message changes nothing here. */
export function applyToAppState(state: AppState | null, message: FromWorker): AppState | null {
  if (message.type === 'app/state') {
    const { draft, enclave, ask, thread, asks, follow, settings, leaves, ...rest } = message;
    const { isLocked, alarms, again } = rest;
    const account = state?.account;
    return {
      ...{ draft, enclave, ask, thread, asks, follow, settings, leaves },
      ...(isLocked === undefined ? {} : { isLocked }),
      ...(account === undefined ? {} : { account }),
      ...(alarms === undefined ? {} : { alarms }),
      ...(again === undefined ? {} : { again }),
    };
  }
  if (message.type === 'settings/state' && state !== null) {
    const { settings, account } = message;
    return { ...state, settings, ...(account === undefined ? {} : { account }) };
  }
  if (message.type !== 'ask/text' || state?.ask?.id !== message.id) return state;
  if (message.from > state.ask.answerText.length) return state;
  const answerText = state.ask.answerText.slice(0, message.from) + message.text;
  // The first text goes before the snapshot that tells of its beginning.
  return { ...state, ask: { ...state.ask, phase: 'streaming', answerText } };
}
