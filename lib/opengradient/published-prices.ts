/**
 * What asking costs by the network's published list (section 7). Must never be shown as the bill: that is the gateway's
 * word after an answer.
 */

/** US dollars per million tokens, decimal text. */
export interface TokenPrice {
  readonly perMillionInput: string;
  readonly perMillionOutput: string;
}

/** US dollars per million tokens as published in September 2026: an estimate before, never the bill after. */
export const PUBLISHED_PRICES: ReadonlyMap<string, TokenPrice> = new Map(
  [
    ['gpt-4.1', '2', '8'],
    ['gpt-4.1-mini', '0.4', '1.6'],
    ['gpt-4.1-nano', '0.1', '0.4'],
    ['o3', '10', '40'],
    ['o4-mini', '1.1', '4.4'],
    ['gpt-5', '1.25', '10'],
    ['gpt-5-mini', '0.25', '2'],
    ['gpt-5.2', '1.75', '14'],
    ['gpt-5.4', '2.5', '15'],
    ['gpt-5.4-mini', '0.75', '4.5'],
    ['gpt-5.4-nano', '0.2', '1.25'],
    ['gpt-5.4-mini', '0.75', '4.5'],
    ['gpt-5.5', '5', '30'],
    ['gpt-5.6', '5', '30'],
    ['gpt-5.6-terra', '2.5', '15'],
    ['gpt-5.6-luna', '1', '6'],
    ['gpt-6-astra', '10', '50'],
    ['claude-sonnet-4-5', '3', '15'],
    ['claude-sonnet-4-6', '3', '15'],
    ['claude-sonnet-5', '3', '15'],
    ['claude-haiku-4-5', '1', '5'],
    ['claude-opus-4-5', '5', '25'],
    ['claude-opus-5', '5', '25'],
    ['claude-fable-5', '10', '50'],
    ['gemini-2.5-flash', '0.3', '2.5'],
    ['gemini-2.5-flash-lite', '0.1', '0.4'],
    ['gemini-2.5-pro', '1.25', '10'],
    ['gemini-3-flash-preview', '0.5', '3'],
    ['gemini-3.1-pro-preview', '2', '12'],
    ['gemini-3.5-flash', '1.5', '9'],
    ['gemini-3.5-flash-lite', '0.3', '2.5'],
    ['gemini-3.6-flash', '1.5', '7.5'],
    ['gemini-3.7-flash', '0.75', '3.75'],
    ['gemini-3.8-flash', '0.75', '3.75'],
    ['grok-4', '3', '15'],
    ['grok-4.3', '1.25', '2.5'],
    ['grok-4.5', '2', '6'],
    ['grok-4.6', '2', '6'],
    ['deepseek-v4-flash', '0.14', '0.28'],
    ['deepseek-v4-pro', '1.74', '3.48'],
    ['hermes-4-405b', '1', '3'],
    ['hy3', '0.0825', '0.33'],
    ['glm-5.2', '1.4', '4.4'],
  ].map(([model = '', perMillionInput = '', perMillionOutput = '']) => [
    model,
    { perMillionInput, perMillionOutput },
  ]),
);
