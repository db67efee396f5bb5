/** What an ask will cost, before Send: about so much, and at most so much where something bounds the answer. */
import type { EnclaveView, LeavesView, ModelView } from '../../lib/ask/index.ts';
import type { Settings } from '../../lib/settings/index.ts';
import { useStrings } from '../ui/strings.ts';
import { estimateOf, roughly } from './money.ts';

export interface CostEstimateProps {
  model: ModelView | undefined;
  leaves: LeavesView | null;
  enclave: EnclaveView;
  settings: Settings;
}

/** What gateways take where nobody names a limit (protocol notes, section 5.1). */
const OPENGRADIENT_ANSWER = 4096;

export function CostEstimate({ model, leaves, enclave, settings }: CostEstimateProps) {
  const { t, locale } = useStrings();
  if (model === undefined || leaves === null || leaves.credits !== undefined) return null;
  const estimate = estimateOf(model, leaves, { answerTokens: boundOf(model, enclave, settings) });
  if (estimate === null) return null;
  const { currency, about, atMost } = estimate;
  const words = t('cost_about', roughly(locale, about, currency));
  const bound = atMost === undefined ? '' : t('cost_at_most', roughly(locale, atMost, currency));
  return (
    <span class="send-model-note" data-testid="cost-estimate" title={t('cost_estimate_about')}>
      {words}
      {bound !== '' && ` · ${bound}`}
    </span>
  );
}

function boundOf(model: ModelView, { network }: EnclaveView, { opengradient }: Settings): number {
  if (network !== 'opengradient') return model.contextTokens;
  return opengradient.maxTokens || OPENGRADIENT_ANSWER;
}
