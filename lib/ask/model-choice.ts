/** Which model a question would go to. Pure, so that the screen and the seal cannot differ. */
import type { Draft, EnclaveView, ModelView } from './view.ts';

/** The one picked for this question, else the settings' choice, else the first of the enclave's statement. */
export function modelChoice(
  draft: Draft,
  settings: { readonly model: string },
  enclave: EnclaveView,
): ModelView | undefined {
  const models = enclave.models ?? [];
  const byId = (id: string | undefined): ModelView | undefined =>
    models.find((model) => model.id === id);
  return byId(draft.model) ?? byId(settings.model) ?? models[0];
}
