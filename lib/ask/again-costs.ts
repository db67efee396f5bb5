/**
 * What asking the shown question again would cost in credits, of each model: a price is seen before it is paid, also
 * where one click asks. Pure but for what the enclave's desk knows. Must never name a price that sealing would not ask.
 */
import type { Settings } from '../settings/index.ts';
import { hasEnded } from './ask-view.ts';
import { isPending } from './asked.ts';
import type { Asks } from './asks.ts';
import type { EnclaveDesk } from './enclave.ts';
import { describeFitting } from './fit.ts';
import { earlierOf, turnOf } from './thread.ts';

/** In the order of the enclave's models; undefined where nothing costs credits, or nothing can be asked again yet. */
export function againCosts(
  asks: Asks,
  settings: Settings,
  enclave: EnclaveDesk,
): number[] | undefined {
  const { shown } = asks;
  const { credits, models = [] } = enclave.view;
  if (shown === null || credits === undefined) return undefined;
  if (!hasEnded(shown) || isPending(shown.draft, settings)) return undefined;
  const earlier = earlierOf(shown, asks.view).map(turnOf);
  return models.map(({ id: model }) => {
    const question = { draft: shown.draft, settings, model, earlier };
    const describe = (asked: Parameters<EnclaveDesk['describe']>[0]) =>
      enclave.describe(asked, settings);
    return describeFitting(question, enclave.view, describe).leaves.credits ?? 0;
  });
}
