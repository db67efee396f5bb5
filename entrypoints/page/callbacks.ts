/** Each callback of the screens as a command, to the worker or to the page's own look at what is kept. */
import type { AskCallbacks, ProofCallbacks } from '../../components/callbacks.ts';
import type { SendTerms } from '../../lib/messages/index.ts';
import { openPage } from '../../lib/platform/index.ts';
import type { PageCommand } from './use-worker.ts';

export function callbacksTo(send: (command: PageCommand) => void): AskCallbacks & ProofCallbacks {
  return {
    changeDraft: (draft) => send({ type: 'draft/change', draft }),
    clearDraft: () => send({ type: 'draft/clear' }),
    send: (model, credits) => send({ type: 'ask/start', ...terms(model, credits) }),
    stop: (id) => send({ type: 'ask/stop', id }),
    showAsk: (id) => send({ type: 'ask/show', id }),
    changeFollow: (after, draft) => send({ type: 'follow/change', after, draft }),
    sendFollow: (after, model, credits) =>
      send({ type: 'ask/follow', after, ...terms(model, credits) }),
    askAgain: (id, model, credits) => send({ type: 'ask/again', id, ...terms(model, credits) }),
    editAsk: (id) => send({ type: 'ask/edit', id }),
    letWait: (id, until) => send({ type: 'ask/wait', id, until }),
    recheckEnclave: () => send({ type: 'enclave/recheck' }),
    openSettings: () => void openPage('options.html'),
    openProofsPage: () => void openPage('proofs.html'),
    listProofs: (search, limit, filter) =>
      send({ type: 'proofs/list', search, limit, ...(filter === undefined ? {} : { filter }) }),
    openProof: (id) => send({ type: 'proofs/open', id }),
    recheckProof: (id) => send({ type: 'proofs/recheck', id }),
    seeAlarms: (ids) => send({ type: 'alarms/seen', ids: [...ids] }),
    forgetProof: (id) => send({ type: 'proofs/forget', id }),
    goOn: (id) => send({ type: 'ask/recall', id }),
  };
}

function terms(model: string | undefined, credits: number | undefined): SendTerms {
  return { ...(model !== undefined && { model }), ...(credits !== undefined && { credits }) };
}
