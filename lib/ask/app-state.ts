/**
 * The snapshot that every open page draws: draft, enclave, running ask, settings, and what Send would seal.
 * Must never hold more than a page may show.
 */
import { hasCode } from '../errors/index.ts';
import { MOST_ALARMS, type FromWorker } from '../messages/index.ts';
import type { Asked, LeavesView } from '../networks/index.ts';
import type { Settings } from '../settings/index.ts';
import type { EnclaveDesk } from './enclave.ts';
import { questionOf } from '../prompts/index.ts';
import { askedOf } from './asked.ts';
import { modelChoice } from './model-choice.ts';
import type { AlarmView, AskView, Draft } from './view.ts';

export function appState(
  draft: Draft,
  settings: Settings,
  enclave: EnclaveDesk,
  ask: AskView | null,
  alarms: readonly AlarmView[],
): FromWorker {
  const { view } = enclave;
  const model = modelChoice(draft, settings, view)?.id ?? '';
  const leaves = leavesOf(draft, settings, (asked) => enclave.describe(asked, settings), model);
  return {
    ...{ type: 'app/state', draft, enclave: view, ask, settings, leaves },
    ...{ thread: [], asks: [], follow: null },
    ...(alarms.length === 0 ? {} : { alarms: alarms.slice(0, MOST_ALARMS) }),
  };
}

/** Nothing is shown as leaving while it is not known what of it stays: a page of ours will say so in a moment. */
function leavesOf(
  draft: Draft,
  settings: Settings,
  describe: (asked: Asked) => LeavesView,
  model: string,
): LeavesView | null {
  if (questionOf(draft) === '') return null;
  try {
    return describe(askedOf(draft, settings, model));
  } catch (thrown) {
    if (hasCode(thrown, 'redaction-pending')) return null;
    throw thrown;
  }
}
