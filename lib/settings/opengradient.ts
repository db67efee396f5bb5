/**
 * What a person has chosen about the OpenGradient network. Everything that its operators have not published is a
 * setting with the careful choice as its default (lib/opengradient/README.md, Not known). Must never hold the account:
 * a token is kept sealed, in lib/proofs.
 */
import { NETWORK_DEFAULTS } from '../opengradient/index.ts';
import { count, list, oneOf, record, text, type Parser } from '../shape/index.ts';
import { normaliseRelayUrl } from './relay-url.ts';

export interface OpengradientSettings {
  relayUrl: string;
  /** All of them are asked, and must say the same. */
  rpcUrls: string[];
  chainId: number;
  registryAddress: string;
  teeType: number;
  /** Seconds; 0: what the registry's contract says. */
  heartbeatMaxAgeSeconds: number;
  /** Only builds that are pinned here or allowed by the person, or every build that the registry approves. */
  builds: 'allowed' | 'approved';
  pinnedPcrHashes: string[];
  /** Whether an enclave may be asked that only the registry vouches for. */
  recheck: 'required' | 'if-served';
  /** Sent, and then hashed, only where the person names one: older gateways do not hash it. */
  reasoningEffort: 'none' | 'low' | 'medium' | 'high';
  /** '' while not known: nothing is looked for then. */
  settlementAddress: string;
  aggregatorUrl: string;
  /** The model asked for, or '' for the first of the price list. */
  model: string;
  /** Most tokens of an answer; 0: the gateway's own limit. */
  maxTokens: number;
}

export const OPENGRADIENT_DEFAULTS: OpengradientSettings = {
  relayUrl: NETWORK_DEFAULTS.relayUrl,
  rpcUrls: [...NETWORK_DEFAULTS.rpcUrls],
  chainId: NETWORK_DEFAULTS.chainId,
  registryAddress: NETWORK_DEFAULTS.registryAddress,
  teeType: 0,
  heartbeatMaxAgeSeconds: 0,
  builds: 'allowed',
  pinnedPcrHashes: [],
  recheck: 'required',
  reasoningEffort: 'none',
  settlementAddress: '',
  aggregatorUrl: '',
  model: '',
  maxTokens: 0,
};

export const REASONING_EFFORTS = ['none', 'low', 'medium', 'high'] as const;

const address = /^0x[0-9a-fA-F]{40}$/;

export const opengradientShape: Parser<OpengradientSettings> = record({
  relayUrl: text(500),
  rpcUrls: list(text(500), 5),
  chainId: count(),
  registryAddress: text(42, address),
  teeType: count(255),
  heartbeatMaxAgeSeconds: count(86_400),
  builds: oneOf('allowed', 'approved'),
  pinnedPcrHashes: list(text(66, /^0x[0-9a-f]{64}$/), 50),
  recheck: oneOf('required', 'if-served'),
  reasoningEffort: oneOf(...REASONING_EFFORTS),
  settlementAddress: text(42, /^(0x[0-9a-fA-F]{40})?$/),
  aggregatorUrl: text(500),
  model: text(200),
  maxTokens: count(200_000),
});

/** Every address in its normal form, none twice. Throws SettingsError. */
export function normaliseOpengradient(settings: OpengradientSettings): OpengradientSettings {
  const normal = (url: string): string => (url === '' ? '' : normaliseRelayUrl(url));
  return {
    ...settings,
    relayUrl: normal(settings.relayUrl),
    rpcUrls: [...new Set(settings.rpcUrls.map(normaliseRelayUrl))],
    aggregatorUrl: normal(settings.aggregatorUrl),
  };
}
