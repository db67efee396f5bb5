/** Each callback of the screens as a command on the port. */
import type { AskCallbacks, ProofCallbacks } from '../../components/callbacks.ts';
import type { ToWorker } from '../../lib/messages/index.ts';
import { openPage } from '../../lib/platform/index.ts';

export function callbacksTo(send: (command: ToWorker) => void): AskCallbacks & ProofCallbacks {
  return {
    changeDraft: (draft) => send({ type: 'draft/change', draft }),
    clearDraft: () => send({ type: 'draft/clear' }),
    send: (model) => send({ type: 'ask/start', ...(model === undefined ? {} : { model }) }),
    stop: (id) => send({ type: 'ask/stop', id }),
    recheckEnclave: () => send({ type: 'enclave/recheck' }),
    openSettings: () => void openPage('options.html'),
    openProofsPage: () => void openPage('proofs.html'),
    listProofs: (search, limit, filter) =>
      send({ type: 'proofs/list', search, limit, ...(filter === undefined ? {} : { filter }) }),
    openProof: (id) => send({ type: 'proofs/open', id }),
    recheckProof: (id) => send({ type: 'proofs/recheck', id }),
    forgetProof: (id) => send({ type: 'proofs/forget', id }),
  };
}
