/** Callbacks of the screens that only remember how they were called. */
import type { AskCallbacks, ProofCallbacks } from '../../components/callbacks.ts';

export type Call = readonly [name: string, ...args: unknown[]];

export function callbacks(): { on: AskCallbacks & ProofCallbacks; calls: Call[] } {
  const calls: Call[] = [];
  const remember =
    (name: keyof (AskCallbacks & ProofCallbacks)) =>
    (...args: unknown[]) => {
      // What was left out at the end is not part of the call.
      calls.push([name, ...args.slice(0, args.findLastIndex((arg) => arg !== undefined) + 1)]);
    };
  return {
    calls,
    on: {
      changeDraft: remember('changeDraft'),
      clearDraft: remember('clearDraft'),
      send: remember('send'),
      stop: remember('stop'),
      showAsk: remember('showAsk'),
      changeFollow: remember('changeFollow'),
      sendFollow: remember('sendFollow'),
      askAgain: remember('askAgain'),
      editAsk: remember('editAsk'),
      letWait: remember('letWait'),
      recheckEnclave: remember('recheckEnclave'),
      openSettings: remember('openSettings'),
      openProofsPage: remember('openProofsPage'),
      listProofs: remember('listProofs'),
      openProof: remember('openProof'),
      recheckProof: remember('recheckProof'),
      forgetProof: remember('forgetProof'),
      goOn: remember('goOn'),
      seeAlarms: remember('seeAlarms'),
    },
  };
}
