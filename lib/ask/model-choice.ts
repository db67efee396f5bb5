/** Which model a question would go to, of what the worker holds. The choice itself is lib/prompts'. */
import { chooseModel } from '../prompts/index.ts';
import type { Draft, EnclaveView, ModelView } from './view.ts';

export function modelChoice(
  draft: Draft,
  settings: { readonly model: string },
  { models = [] }: EnclaveView,
): ModelView | undefined {
  return chooseModel(models, draft.model, settings.model);
}
