/**
 * Our own network: relay, gateway in a Nitro enclave, receipts, settlement log (stack/README.md).
 * Must never seal to a key that the evidence does not bind, nor keep a verdict longer than its evidence.
 */
import { isVerdictCurrent } from '../../attestation/index.ts';
import { equal } from '../../bytes/index.ts';
import type { SettlementRecord } from '../../proofs/index.ts';
import { relayHostOf, type Settings } from '../../settings/index.ts';
import { Contexts } from '../contexts.ts';
import type { Answer, Asked, Network, NetworkEdges, ReadyEnclave, SealedAsk } from '../network.ts';
import type { EnclaveView } from '../view.ts';
import { sealAsk } from './ask.ts';
import { isUnlogged, verifyEnclave, type VerifiedEnclave } from './enclave.ts';
import { placeOf } from './enclave-material.ts';
import { keysView } from './enclave-view.ts';
import { chooseGateway, isAway, type Choice } from './gateway-choice.ts';
import { describeInnerRequest } from './inner-request.ts';
import { withFinding } from './key-sightings.ts';
import { suitesFor } from './suites.ts';

/** Stands for the enclave's name until it is known. */
const UNKNOWN = 'enclave';

class Ready implements ReadyEnclave {
  readonly verdict = 'holds';
  readonly enclave: VerifiedEnclave;
  readonly #edges: NetworkEdges;
  readonly #choice: Choice;
  readonly #contexts: Contexts;
  #isAway = false;

  constructor(edges: NetworkEdges, choice: Choice, enclave: VerifiedEnclave) {
    this.#edges = edges;
    this.#choice = choice;
    this.enclave = enclave;
    this.#contexts = new Contexts(enclave.chosen, 'chunked', edges.now);
  }

  get view(): EnclaveView {
    return this.enclave.view;
  }

  /** Ten minutes at most, while the chain is valid, and for the very key bytes that would be sealed to. */
  isCurrent(now: number): boolean {
    const { verifiedAtMs, validUntilMs, transcript, material } = this.enclave;
    const cached = { verifiedAtMs, validUntilMs, keyBytes: transcript.keyConfig };
    return !this.#isAway && isVerdictCurrent(cached, { now, keyBytes: material.keys });
  }

  /**
   * A refusal is an unauthenticated hint. Only a key that really changed, under fresh evidence, explains it; with the
   * same key the relay may be lying about a request that was processed and paid for.
   */
  isReplacedBy(renewed: ReadyEnclave): boolean {
    return (
      renewed instanceof Ready && !equal(renewed.enclave.keyConfigHash, this.enclave.keyConfigHash)
    );
  }

  prepare(): Promise<void> {
    return this.#contexts.prepare();
  }

  freshen(): void {
    this.#contexts.prepare().catch(() => undefined);
  }

  wipe(): void {
    this.#contexts.wipe();
  }

  async seal(asked: Asked): Promise<SealedAsk> {
    const place = placeOf(this.#edges, this.#choice.settings);
    const line = {
      ...{ place, enclave: this.enclave },
      random: (length: number) => this.#edges.random(length),
      checks: this.#edges.late.checks,
      seal: this.#contexts.seal.bind(this.#contexts),
      purse: {
        ...{ store: this.#edges.wallet, now: this.#edges.now },
        random: (length: number) => this.#edges.random(length),
      },
    };
    const sealed = await sealAsk(line, asked);
    const carry = (stop: AbortSignal, onLeaving: () => void): Promise<Answer> =>
      sealed.carry(stop, onLeaving).catch((thrown: unknown) => this.#failed(thrown));
    return { ...sealed, carry };
  }

  /** The next question finds another gateway; this one is not sent twice. */
  async #failed(thrown: unknown): Promise<never> {
    if (this.#choice.isByChance && isAway(thrown)) {
      this.#isAway = true;
      await this.#choice.drop();
    }
    throw thrown;
  }
}

/** How many gateways of one relay are tried before it is said that none can be reached. */
const MOST_TRIES = 3;

async function findEnclave(
  edges: NetworkEdges,
  settings: Settings,
  show: (view: EnclaveView) => void,
): Promise<Ready> {
  for (let tries = 1; ; tries++) {
    const choice = await chooseGateway(edges, settings);
    try {
      const enclave = await verifyEnclave(edges, choice.settings, show);
      await choice.keep(enclave.transcript.keyValidity.untilMs);
      return new Ready(edges, choice, enclave);
    } catch (thrown) {
      await choice.drop();
      // A refusal is shown: trying until one passes would hide it.
      if (!choice.isByChance || !isAway(thrown) || tries === MOST_TRIES) throw thrown;
    }
  }
}

export function sottoNetwork(edges: NetworkEdges): Network {
  return {
    id: 'sotto',
    isSet: ({ relayUrl }) => relayUrl !== '',
    keyOf: ({ relayUrl, gatewayName, releases, consents, releaseLists, developmentRoots }) => [
      ...[relayUrl, gatewayName, releases, consents, releaseLists, developmentRoots],
    ],
    whereOf: ({ relayUrl, gatewayName }) => ({ relayHost: relayHostOf(relayUrl), gatewayName }),
    prepare: async (settings, show) => {
      const ready = await findEnclave(edges, settings, show);
      await ready.prepare();
      return ready;
    },
    describe: (asked, _settings, ready) => {
      const enclave = ready instanceof Ready ? ready.enclave : undefined;
      const statement = enclave?.transcript.statement;
      const authority = statement?.name ?? UNKNOWN;
      const suite = enclave?.chosen.suite ?? suitesFor(edges)[0];
      const first = statement?.models[0]?.id ?? UNKNOWN;
      const model = asked.model === '' ? first : asked.model;
      return describeInnerRequest(asked, { authority, model, suite, statement }, edges.errorView);
    },
    watchOf: async ({ relayUrl }, facts, nowMs) =>
      (await edges.late.checks()).watchOf(relayUrl, facts, nowMs),
    afterKeyLook: (view, leaf) => afterKeyLook(edges, view, leaf),
  };
}

/** A key that the log lacks is sealed to no more. */
function afterKeyLook(
  { errorView }: NetworkEdges,
  view: EnclaveView,
  leaf: SettlementRecord,
): EnclaveView | 'forget' {
  const { keysSeen, ...rest } = view;
  if (keysSeen === undefined) return view;
  const keys = withFinding(keysSeen, leaf);
  if (isUnlogged(keys)) return 'forget';
  // An earlier warning is taken back by the next look.
  delete rest.keyAlarm;
  return { ...rest, ...keysView(keys, errorView) };
}
