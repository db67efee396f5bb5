/**
 * The OpenGradient network: an on-chain registry of attested gateways, a relay with accounts, JSON inside Oblivious
 * HTTP, answers signed by RSA, batches settled on the chain (protocol notes; lib/opengradient/README.md).
 * Must never ask an enclave longer than the registry's word is fresh, nor a second one for the same question while the
 * first may have answered.
 */
import { utf8 } from '../../bytes/index.ts';
import { PRODUCT_SUITE, REQUEST_BUCKETS, sealedRequestSize } from '../../ohttp/index.ts';
import { relayHostOf, type Settings } from '../../settings/index.ts';
import type { Asked, Network, NetworkEdges, ReadyEnclave, SealedAsk } from '../network.ts';
import type { EnclaveView, LeavesView } from '../view.ts';
import { Account } from './account.ts';
import { sealAsk } from './ask.ts';
import { findEnclave, type FoundEnclave } from './enclave.ts';
import { watchOf } from './settlement.ts';

/** Keys change with every restart of an enclave: the registry is read again after so long. */
const FRESH_MS = 300_000;
const STEP = 32_768;

class Ready implements ReadyEnclave {
  readonly enclave: FoundEnclave;
  readonly #edges: NetworkEdges;
  readonly #settings: Settings;
  readonly #account: Account;

  constructor(edges: NetworkEdges, settings: Settings, account: Account, enclave: FoundEnclave) {
    this.#edges = edges;
    this.#settings = settings;
    this.#account = account;
    this.enclave = enclave;
  }

  get view(): EnclaveView {
    return this.enclave.view;
  }

  get verdict(): 'holds' | 'registry' {
    return this.enclave.verdict;
  }

  isCurrent(nowMs: number): boolean {
    const ageMs = nowMs - this.enclave.verifiedAtMs;
    return ageMs >= 0 && ageMs < FRESH_MS;
  }

  /** Only where the nodes, asked again, no longer name this one: while they do, it may have answered. */
  isReplacedBy(renewed: ReadyEnclave): boolean {
    return renewed instanceof Ready && !renewed.enclave.active.includes(this.enclave.teeId);
  }

  /** Sealing contexts are made where they are used, in the aside. */
  freshen(): void {}

  wipe(): void {}

  seal(asked: Asked): Promise<SealedAsk> {
    const line = {
      edges: this.#edges,
      settings: this.#settings.opengradient,
      account: this.#account,
      enclave: this.enclave,
    };
    return sealAsk(line, asked);
  }
}

export function opengradientNetwork(edges: NetworkEdges): Network {
  const account = new Account(edges);
  return {
    id: 'opengradient',
    account,
    isSet: ({ opengradient }) => opengradient.relayUrl !== '' && opengradient.rpcUrls.length > 0,
    keyOf: ({ opengradient, releases, consents, developmentRoots }) => [
      ...[opengradient, releases, consents, developmentRoots],
    ],
    whereOf: ({ opengradient }) => ({
      network: 'opengradient',
      relayHost: relayHostOf(opengradient.relayUrl),
    }),
    prepare: async (settings, show) => {
      const enclave = await findEnclave(edges, settings, show);
      return new Ready(edges, settings, account, enclave);
    },
    describe: (asked, settings) => describe(asked, settings),
    watchOf: ({ opengradient }, facts, nowMs) =>
      Promise.resolve(watchOf(opengradient, facts, nowMs)),
    // No log of keys here: the chain is the log, and every key in it is signed.
    afterKeyLook: (view) => view,
  };
}

/** Sizes as of every sealed request: spaces fill them up (lib/opengradient/exchange.ts). */
function describe(asked: Asked, { opengradient }: Settings): LeavesView {
  const { relayUrl, maxTokens, reasoningEffort } = opengradient;
  const model = asked.model === '' ? opengradient.model : asked.model;
  const limit = maxTokens > 0 ? { max_tokens: maxTokens } : {};
  const effort = reasoningEffort === 'none' ? {} : { reasoning_effort: reasoningEffort };
  const { messages, padding } = asked;
  const text = JSON.stringify({ model, messages, stream: true, ...limit, ...effort });
  const { length } = utf8(text);
  const least = sealedRequestSize(PRODUCT_SUITE, 'single', length);
  const size = REQUEST_BUCKETS.find((bucket) => least <= bucket) ?? Math.ceil(least / STEP) * STEP;
  return {
    plaintext: `POST ${relayUrl}\n\n${text}`,
    sealedBytes: padding === 'none' ? least : size,
  };
}
