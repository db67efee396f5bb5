/**
 * The snapshot that every open page draws: draft, enclave, running ask, settings, and what Send would seal.
 * Must never hold more than a page may show.
 */
import { MOST_ALARMS, type FromWorker } from '../messages/index.ts';
import type { LeavesView } from '../networks/index.ts';
import type { Settings } from '../settings/index.ts';
import type { EnclaveDesk } from './enclave.ts';
import { questionOf } from '../prompts/index.ts';
import { againCosts } from './again-costs.ts';
import { askedOf, isPending } from './asked.ts';
import type { Asks } from './asks.ts';
import type { FollowDesk } from './follow-desk.ts';
import { modelChoice } from './model-choice.ts';
import type { AlarmView, Draft } from './view.ts';

interface Shown {
  readonly asks: Asks;
  readonly follows: FollowDesk;
  readonly alarms: readonly AlarmView[];
}

export function appState(
  draft: Draft,
  settings: Settings,
  enclave: EnclaveDesk,
  { asks, follows, alarms }: Shown,
): FromWorker {
  const { shown } = asks;
  const again = againCosts(asks, settings, enclave);
  return {
    ...{ type: 'app/state', draft, enclave: enclave.view, settings },
    ...{ ask: shown, thread: asks.thread(), asks: asks.briefs() },
    follow: shown && follows.view(shown, asks, settings, enclave),
    leaves: leavesOf(draft, settings, enclave),
    ...(again && { again }),
    ...(alarms.length === 0 ? {} : { alarms: alarms.slice(0, MOST_ALARMS) }),
  };
}

/** Nothing is shown as leaving while it is not known what of it stays: a page of ours will say so in a moment. */
function leavesOf(draft: Draft, settings: Settings, enclave: EnclaveDesk): LeavesView | null {
  if (questionOf(draft) === '' || isPending(draft, settings)) return null;
  const model = modelChoice(draft, settings, enclave.view)?.id ?? '';
  return enclave.describe(askedOf({ draft, settings, model, earlier: [] }), settings);
}
