/** Pure readings of who stands on the way of a question. */
import type { Draft, EnclaveView, ModelView } from '../../lib/ask/index.ts';

/** The operator that runs both relay and gateway, by their own words; such a one could join address and text. */
export function sharedOperator(enclave: EnclaveView): string | undefined {
  const { relayOperator, gatewayOperator } = enclave;
  if (!relayOperator || !gatewayOperator) return undefined;
  const isSame = relayOperator.trim().toLowerCase() === gatewayOperator.trim().toLowerCase();
  return isSame ? gatewayOperator : undefined;
}

/** As lib/ask/model-choice.ts, which says what would be sealed: screens import no code of the ask's. */
export function modelOf(
  draft: Draft,
  settings: { readonly model: string },
  { models = [] }: EnclaveView,
): ModelView | undefined {
  const byId = (id: string | undefined) => models.find((model) => model.id === id);
  return byId(draft.model) ?? byId(settings.model) ?? models[0];
}
