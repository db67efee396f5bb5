/**
 * The enclave that would be asked now: fetched and verified as soon as a page opens, kept ready for a bounded time,
 * with the sealing context prepared, so that Send costs one AEAD call. One verification serves several asks; one
 * context serves one. Must never outlive its evidence, its settings, or the exact key bytes that it was made for.
 */
import { isVerdictCurrent, type CachedVerdict } from '../attestation/index.ts';
import type { Bytes } from '../bytes/index.ts';
import { hasCode } from '../errors/index.ts';
import type { ChosenKey, SealedRequest, Suite } from '../ohttp/index.ts';
import type { Transcript } from '../binding/index.ts';
import type { SettlementRecord } from '../proofs/index.ts';
import { relayHostOf, type Settings } from '../settings/index.ts';
import { Contexts } from './contexts.ts';
import type { Edges } from './edges.ts';
import {
  checkEnclave,
  SUITES,
  type EnclaveMaterial,
  type EnclaveVerdict,
} from './enclave-check.ts';
import { fetchMaterial, placeOf, relayOperator } from './enclave-material.ts';
import { keysView, readyView, refusedView } from './enclave-view.ts';
import { errorViewOf } from './error-table.ts';
import { AskError } from './errors.ts';
import { keyAlarm, withFinding } from './key-sightings.ts';
import { RefusedEnclave } from './refused-enclave.ts';
import { noteSightings } from './sightings.ts';
import { trustOf } from './trust.ts';
import type { EnclaveView, SeenKeyView } from './view.ts';

/** Relay copies may be swapped between two of our fetches, and a leaf certificate may just have ended: once more. */
const WORTH_ANOTHER_LOOK: ReadonlySet<string> = new Set([
  'binding-mismatch',
  'key-config-differs',
  'certificate-expired',
]);

/** A verified enclave. Only `enclave.ts` makes one, and only from a verdict that holds. */
export interface ReadyEnclave {
  readonly view: EnclaveView;
  readonly material: EnclaveMaterial;
  readonly transcript: Transcript;
  readonly transcriptHash: Bytes;
  readonly keyConfigHash: Bytes;
  readonly chosen: ChosenKey;
  readonly verifiedAtMs: number;
  /** Seals with the context that waits; prepares another only when that one is used up or too old. */
  seal(padded: Bytes): Promise<SealedRequest>;
}

interface Held {
  readonly enclave: ReadyEnclave;
  readonly contexts: Contexts;
  readonly cached: CachedVerdict;
}

export class EnclaveDesk {
  readonly #edges: Edges;
  readonly #onChange: (view: EnclaveView) => void;
  readonly #onKeySeen: () => void;
  #view: EnclaveView = { phase: 'unset' };
  #ready: Held | undefined;
  #preparing: Promise<ReadyEnclave> | undefined;
  #settingsKey = '';

  /** @param onKeySeen A key may have been met that is to be looked for in the log. */
  constructor(edges: Edges, onChange: (view: EnclaveView) => void, onKeySeen: () => void) {
    this.#edges = edges;
    this.#onChange = onChange;
    this.#onKeySeen = onKeySeen;
  }

  get view(): EnclaveView {
    return this.#view;
  }

  /** The name of the verified enclave, for showing what would be sealed to it. */
  get authority(): string | undefined {
    return this.#ready?.enclave.transcript.statement.name;
  }

  /** What would be sealed with; the first choice until an enclave is known. */
  get suite(): Suite {
    return this.#ready?.enclave.chosen.suite ?? SUITES[0];
  }

  /** The verified enclave of these settings, from now or from at most ten minutes ago. Throws coded errors. */
  ready(settings: Settings): Promise<ReadyEnclave> {
    const key = JSON.stringify([settings.relayUrl, settings.gatewayName, trustKey(settings)]);
    if (key !== this.#settingsKey) this.forget();
    this.#settingsKey = key;
    if (this.#ready !== undefined && isCurrent(this.#ready, this.#edges.now())) {
      // The context before may be used up by now.
      this.#ready.contexts.prepare().catch(() => undefined);
      return Promise.resolve(this.#ready.enclave);
    }
    if (this.#preparing !== undefined) return this.#preparing;
    this.#ready?.contexts.wipe();
    this.#ready = undefined;
    const preparing = this.#prepare(settings);
    this.#preparing = preparing;
    const done = (): void => {
      if (this.#preparing === preparing) this.#preparing = undefined;
    };
    preparing.then(done, done);
    return preparing;
  }

  /** Forgets what was verified: the next ask looks again. */
  forget(): void {
    this.#ready?.contexts.wipe();
    this.#ready = undefined;
    this.#preparing = undefined;
    this.#settingsKey = '';
    this.#show({ phase: 'unset' });
  }

  /** The log was looked at for a key: a key that it lacks is sealed to no more. */
  onKeyLook(leaf: SettlementRecord): void {
    const { keysSeen } = this.#view;
    if (keysSeen === undefined) return;
    const keys = withFinding(keysSeen, leaf);
    if (isUnlogged(keys)) this.forget();
    else {
      const view = { ...this.#view };
      // An earlier warning is taken back by the next look.
      delete view.keyAlarm;
      this.#show({ ...view, ...keysView(keys) });
    }
  }

  #show(view: EnclaveView): void {
    this.#view = view;
    this.#onChange(view);
  }

  async #prepare(settings: Settings): Promise<ReadyEnclave> {
    const key = this.#settingsKey;
    const show = (view: EnclaveView): void => {
      if (this.#settingsKey === key) this.#show(view);
    };
    const base = { relayHost: relayHostOf(settings.relayUrl), gatewayName: settings.gatewayName };
    try {
      // At once: a popup that opens must not say for a moment that no relay is set.
      if (settings.relayUrl !== '') show({ phase: 'checking', ...base });
      await this.#openWay(settings);
      const held = await this.#verify(settings, show);
      if (this.#settingsKey === key) this.#ready = held;
      show(held.enclave.view);
      return held.enclave;
    } catch (thrown) {
      if (settings.relayUrl === '') show({ phase: 'unset', error: errorViewOf(thrown) });
      else if (this.#view.phase !== 'refused') {
        show({ phase: 'refused', ...base, error: errorViewOf(thrown) });
      }
      throw thrown;
    }
  }

  /** Permission and scrubbing stand before the first request, or there is no request. */
  async #openWay({ relayUrl }: Settings): Promise<void> {
    if (relayUrl === '') throw new AskError('relay-unset');
    if (!(await this.#edges.mayReachRelay(relayUrl))) {
      throw new AskError('relay-permission-missing');
    }
    await this.#edges.scrubOuterRequests(relayUrl);
  }

  async #verify(settings: Settings, show: (view: EnclaveView) => void): Promise<Held> {
    const edges = this.#edges;
    const place = placeOf(edges, settings);
    const operator = relayOperator(place);
    const look = async (): Promise<Look> => {
      const material = await fetchMaterial(edges, place);
      const now = edges.now();
      const { transcript } = material;
      const trust = await trustOf(settings, { transcript, timesMs: [now] });
      return { material, verdict: await checkEnclave(material, trust, now) };
    };
    const { material, verdict: judged } = await twice(look);
    const verifiedAtMs = edges.now();
    const sightings = await noteSightings(edges, settings, judged);
    this.#onKeySeen();
    const verdict = isUnlogged(sightings.keys) ? unlogged(judged, sightings.keys) : judged;
    const about = {
      settings,
      relayOperator: await operator,
      checkedAtMs: verifiedAtMs,
      ...sightings,
    };
    if (!verdict.ok) {
      show(refusedView(about, verdict));
      throw new RefusedEnclave(verdict.code);
    }
    const contexts = new Contexts(verdict.chosen, edges.now);
    await contexts.prepare();
    const { transcript, transcriptHash, keyConfigHash, chosen } = verdict;
    const enclave: ReadyEnclave = {
      ...{ transcript, transcriptHash, keyConfigHash, chosen, material, verifiedAtMs },
      view: readyView(about, verdict),
      seal: (padded) => contexts.seal(padded),
    };
    const validUntilMs = Math.min(verdict.facts.validUntilMs, transcript.keyValidity.untilMs - 1);
    const cached = { verifiedAtMs, validUntilMs, keyBytes: transcript.keyConfig };
    return { enclave, contexts, cached };
  }
}

interface Look {
  readonly material: EnclaveMaterial;
  readonly verdict: EnclaveVerdict;
}

/** Proven absent, or a log that contradicts itself; a log that cannot be read is no more than a warning. */
function isUnlogged(keys: readonly SeenKeyView[]): boolean {
  const code = keyAlarm(keys);
  return code === 'key-not-logged' || code === 'log-split-view';
}

function unlogged(verdict: EnclaveVerdict, keys: readonly SeenKeyView[]): EnclaveVerdict {
  const { steps, chain, facts } = verdict;
  return { ok: false, code: keyAlarm(keys) ?? 'key-not-logged', steps, chain, facts };
}

/** Looks, and once more after what a second look may clear up. */
async function twice(look: () => Promise<Look>): Promise<Look> {
  try {
    const first = await look();
    if (first.verdict.ok || !WORTH_ANOTHER_LOOK.has(first.verdict.code)) return first;
  } catch (thrown) {
    // A relay that has just learnt of a restarted gateway says so once, and has the new pair the next time.
    if (!hasCode(thrown, 'gateway-unreachable')) throw thrown;
  }
  return look();
}

/** Ten minutes at most, while the chain is valid, and for the very key bytes that would be sealed to. */
function isCurrent({ cached, enclave }: Held, now: number): boolean {
  return isVerdictCurrent(cached, { now, keyBytes: enclave.material.keys });
}

function trustKey({ releases, consents, releaseLists, developmentRoots }: Settings): unknown {
  return [releases, consents, releaseLists, developmentRoots];
}
