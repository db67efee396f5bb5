/**
 * The snapshot that every open page draws: draft, enclave, running ask, settings, and what Send would seal.
 * Must never hold more than a page may show.
 */
import type { FromWorker } from '../messages/index.ts';
import type { Settings } from '../settings/index.ts';
import type { EnclaveDesk } from './enclave.ts';
import { questionOf } from '../prompts/index.ts';
import { askedOf } from './asked.ts';
import { modelChoice } from './model-choice.ts';
import type { AskView, Draft } from './view.ts';

export function appState(
  draft: Draft,
  settings: Settings,
  enclave: EnclaveDesk,
  ask: AskView | null,
): FromWorker {
  const { view } = enclave;
  const model = modelChoice(draft, settings, view)?.id ?? '';
  const isAsked = questionOf(draft) !== '';
  const leaves = isAsked ? enclave.describe(askedOf(draft, settings, model), settings) : null;
  return { type: 'app/state', draft, enclave: view, ask, settings, leaves };
}
