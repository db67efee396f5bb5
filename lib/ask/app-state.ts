/**
 * The snapshot that every open page draws: draft, enclave, running ask, settings, and what Send would seal.
 * Must never hold more than a page may show.
 */
import type { FromWorker } from '../messages/index.ts';
import type { Settings } from '../settings/index.ts';
import type { EnclaveDesk } from './enclave.ts';
import { modelChoice } from './model-choice.ts';
import { describeInnerRequest } from './request.ts';
import type { AskView, Draft } from './view.ts';

/** Stands for the enclave's and the model's name until they are known. */
const UNKNOWN = 'enclave';

export function appState(
  draft: Draft,
  settings: Settings,
  { view, authority, suite }: Pick<EnclaveDesk, 'view' | 'authority' | 'suite'>,
  ask: AskView | null,
): FromWorker {
  const model = modelChoice(draft, settings, view)?.id ?? UNKNOWN;
  const leaves = describeInnerRequest(draft, settings, {
    authority: authority ?? UNKNOWN,
    model,
    suite,
  });
  return { type: 'app/state', draft, enclave: view, ask, settings, leaves };
}
