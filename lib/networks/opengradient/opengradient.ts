/**
 * The OpenGradient network: an on-chain registry of attested gateways, a relay with accounts, JSON inside Oblivious
 * HTTP, answers signed by RSA, batches settled on the chain (protocol notes; lib/opengradient/README.md). Here stands
 * what a worker needs of it before anything is asked; the rest is a late part (part.ts, lib/late).
 */
import { utf8 } from '../../bytes/index.ts';
import { PRODUCT_SUITE, REQUEST_BUCKETS, sealedRequestSize } from '../../ohttp/index.ts';
import { relayHostOf, type Settings } from '../../settings/index.ts';
import type { Asked, Network, NetworkAccount, NetworkEdges } from '../network.ts';
import type { LeavesView } from '../view.ts';
import type { OpengradientCore } from './part.ts';

const STEP = 32_768;

export function opengradientNetwork(edges: NetworkEdges): Network {
  let opened: OpengradientCore | undefined;
  const core = async (): Promise<OpengradientCore> => {
    const part = await edges.late.opengradient();
    return (opened ??= part.open(edges));
  };
  return {
    id: 'opengradient',
    account: accountDoor(edges, core),
    isSet: ({ opengradient }) => opengradient.relayUrl !== '' && opengradient.rpcUrls.length > 0,
    keyOf: ({ opengradient, releases, consents, developmentRoots }) => [
      ...[opengradient, releases, consents, developmentRoots],
    ],
    whereOf: ({ opengradient }) => ({
      network: 'opengradient',
      relayHost: relayHostOf(opengradient.relayUrl),
    }),
    prepare: async (settings, show) => (await core()).prepare(settings, show),
    describe: (asked, settings) => {
      const leaves = describe(asked, settings);
      const isTooLarge = utf8(leaves.plaintext).length > MAX_REQUEST;
      return isTooLarge ? { ...leaves, error: edges.errorView('question-too-large') } : leaves;
    },
    watchOf: async ({ opengradient }, facts, nowMs) =>
      (await core()).watchOf(opengradient, facts, nowMs),
    // No log of keys here: the chain is the log, and every key in it is signed.
    afterKeyLook: (view) => view,
  };
}

/** Who has no account does not load the network to learn it. */
function accountDoor(
  { proofs }: NetworkEdges,
  core: () => Promise<OpengradientCore>,
): NetworkAccount {
  return {
    connect: async (bundleText) => (await core()).account.connect(bundleText),
    forget: () => proofs.keepAccount(undefined),
    view: async () =>
      (await proofs.account()) === undefined ? null : (await core()).account.view(),
  };
}

/** What every gateway is known to take; the text that is shown has a line more than what is sealed. */
const MAX_REQUEST = 512 * 1024;

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
