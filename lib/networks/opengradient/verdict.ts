/** What the aside found of an answer, in the words of every network. The cost is the gateway's word and unsigned. */
import type { ExchangeOutput } from '../../aside/index.ts';
import type { AnswerVerdict, Usage } from '../network.ts';

export function verdictOf(output: ExchangeOutput, isWatched: boolean): AnswerVerdict {
  const { state, code, receipt, toldBytes } = output;
  return {
    ...{ state, receipt, toldBytes },
    isWatched: isWatched && state === 'holds',
    ...(code === null ? {} : { code }),
    ...usageOf(output),
  };
}

/** Tokens it does not say in a signed place. */
function usageOf({ cost }: ExchangeOutput): { usage?: Usage } {
  if (cost.opg === undefined) return {};
  return {
    usage: { inputTokens: 0, outputTokens: 0, currency: 'OPG', amount: cost.opg, cost },
  };
}
