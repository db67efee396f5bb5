/**
 * The models that can be asked for: there is no list behind the relay, so it is the published price list. Prices are
 * estimates before an answer and never the bill after it.
 */
import { PUBLISHED_PRICES } from './published-prices.ts';

/** Who answers behind the gateway, by how the models of each begin. */
const PROVIDERS: readonly (readonly [prefix: RegExp, host: string])[] = [
  [/^(gpt|o\d)/, 'OpenAI'],
  [/^claude/, 'Anthropic'],
  [/^gemini/, 'Google'],
  [/^grok/, 'xAI'],
  [/^(deepseek|seed|dola)/, 'ByteDance'],
  [/^hermes/, 'Nous'],
  [/^hy\d/, 'Tencent'],
  [/^glm/, 'Z.ai'],
];

function providerOf(model: string): string {
  return PROVIDERS.find(([prefix]) => prefix.test(model))?.[1] ?? 'unknown';
}

/** A model as every network describes one. */
export interface PublishedModel {
  readonly id: string;
  readonly upstream: string;
  readonly place: 'third-party';
  readonly isLanguageModel: true;
  readonly contextTokens: number;
  readonly price: {
    readonly currency: string;
    readonly perMillionInput: string;
    readonly perMillionOutput: string;
  };
}

export function publishedModels(wanted: string): PublishedModel[] {
  const known = [...PUBLISHED_PRICES].map(([id, { perMillionInput, perMillionOutput }]) =>
    modelView(id, perMillionInput, perMillionOutput),
  );
  // A model that the person names counts, whatever the list says: the gateway knows.
  const isListed = wanted === '' || known.some(({ id }) => id === wanted);
  return isListed ? known : [modelView(wanted, '', ''), ...known];
}

function modelView(id: string, perMillionInput: string, perMillionOutput: string): PublishedModel {
  return {
    id,
    upstream: providerOf(id),
    place: 'third-party',
    isLanguageModel: true,
    contextTokens: 0,
    price: { currency: 'USD', perMillionInput, perMillionOutput },
  };
}
