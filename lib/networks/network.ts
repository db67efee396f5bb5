/**
 * What lib/ask knows of a network, and all that it knows: find and verify an enclave, seal a question to it, carry it,
 * open the answer and check it against the device's own bytes, keep what lets anyone check again. Read beside
 * lib/ask/ask.ts. Must never let a question out but through a `ReadyEnclave`, which only a verdict that holds makes.
 */
import type { Aside } from '../aside/index.ts';
import type { Bytes } from '../bytes/index.ts';
import type { CodedError } from '../errors/index.ts';
import type { Kem } from '../ohttp/index.ts';
import type { ChatMessage } from '../prompts/index.ts';
import type { ProofFacts, ProofKeeper, SettlementRecord, Watch } from '../proofs/index.ts';
import type { Fetch } from '../relay/index.ts';
import type { KeyValueStore, NetworkId, PaddingMode, Settings } from '../settings/index.ts';
import type { WalletStore } from '../wallet/index.ts';
import type { OpengradientPart } from './opengradient/part.ts';
import type { SottoChecks } from './sotto/checks.ts';
import type { AccountView, CostView, EnclaveView, ErrorView, LeavesView } from './view.ts';

/** What is loaded where it is first used (lib/late). */
export interface LateNetworkParts {
  readonly checks: () => Promise<SottoChecks>;
  readonly hybrid: () => Promise<Kem>;
  readonly opengradient: () => Promise<OpengradientPart>;
}

/** What a network needs of the world. */
export interface NetworkEdges {
  readonly now: () => number;
  random(length: number): Bytes;
  readonly fetch: Fetch;
  readonly proofs: ProofKeeper;
  /** Slow work, and work whose code the worker has no room for. */
  readonly aside: Pick<Aside, 'run'>;
  readonly late: LateNetworkParts;
  /** What is kept on this device as it is. */
  readonly localStore: KeyValueStore;
  /** Credits of ours. */
  readonly wallet: WalletStore;
  mayReachRelay(url: string): Promise<boolean>;
  scrubOuterRequests(...urls: string[]): Promise<void>;
  /** Advice by code, from the one table. */
  readonly errorView: (code: string) => ErrorView;
  /** A key may have been met that is to be looked for in a log. */
  onKeySeen(): void;
}

/** One question, composed: a network carries messages and knows nothing of pages. */
export interface Asked {
  readonly messages: readonly ChatMessage[];
  /** As the person named it; '' for the network's first. */
  readonly model: string;
  readonly padding: PaddingMode;
  /** What the person saw as its price before Send, in credits: sealing takes no more for it. */
  readonly agreedCredits: number;
}

/** The account by which a network's relay is paid. */
export interface NetworkAccount {
  /** @param bundleText As the login page shows it. Throws 'account-invalid'. */
  connect(bundleText: string): Promise<void>;
  forget(): Promise<void>;
  view(): Promise<AccountView | null>;
}

export interface Network {
  readonly id: NetworkId;
  /** Where the relay asks for one. */
  readonly account?: NetworkAccount;
  /** False while an address is missing without which nothing can be asked. */
  isSet(settings: Settings): boolean;
  /** The part of the settings that a verdict stands on. */
  keyOf(settings: Settings): unknown;
  /** What can be said before anything was fetched. */
  whereOf(settings: Settings): Partial<EnclaveView>;
  /**
   * Finds an enclave and verifies it. Refusals that have something to show are shown before they are thrown.
   * @param show Called with every view worth seeing on the way; the ready view is the caller's to show.
   */
  prepare(settings: Settings, show: (view: EnclaveView) => void): Promise<ReadyEnclave>;
  /** What Send would seal. */
  describe(asked: Asked, settings: Settings, ready: ReadyEnclave | undefined): LeavesView;
  /** What is looked for once an answer was verified. */
  watchOf(settings: Settings, facts: ProofFacts, nowMs: number): Promise<Watch | undefined>;
  /** The view after a log was looked at for a key; 'forget' where the key may be sealed to no more. */
  afterKeyLook(view: EnclaveView, leaf: SettlementRecord): EnclaveView | 'forget';
}

/** A verified enclave with all that sealing to it needs. One question takes one sealing context. */
export interface ReadyEnclave {
  readonly view: EnclaveView;
  /** How far the verdict goes: checked on this device, or vouched for by a registry. */
  readonly verdict: 'holds' | 'registry';
  isCurrent(nowMs: number): boolean;
  /** True when a fresh look explains that this one took no question: its key is gone. */
  isReplacedBy(renewed: ReadyEnclave): boolean;
  /** Prepares another sealing context where the last one was used or has aged. */
  freshen(): void;
  wipe(): void;
  /** Nothing leaves by it. */
  seal(asked: Asked): Promise<SealedAsk>;
}

export interface SealedAsk {
  readonly facts: ProofFacts;
  readonly sentBytes: number;
  readonly askedBytes: number;
  /**
   * Sends. Resolves when an answer begins, so that a refusal of the request is thrown here.
   * @param onLeaving Called in the very turn in which it leaves; what it throws keeps it back. Until then nothing has.
   */
  carry(stop: AbortSignal, onLeaving: () => void): Promise<Answer>;
  /** Instead of sending: what was taken for it is given back. */
  giveUp?(): Promise<void>;
}

export interface Answer {
  /** Sealed bytes that have come in so far. */
  received(): number;
  /** To the seal's own end mark: only that shows that nothing was cut off. */
  readonly events: AsyncGenerator<AnswerEvent, void, undefined>;
}

export type AnswerEvent =
  /** Provisional until the verdict. */
  | { readonly kind: 'text'; readonly text: string }
  /** The gateway gave up in mid-answer; what it had delivered may still be signed. */
  | { readonly kind: 'failure'; readonly error: CodedError }
  /** The inner message is whole, and was held against this device's own bytes. */
  | { readonly kind: 'verdict'; readonly verdict: AnswerVerdict };

export interface AnswerVerdict {
  readonly state: 'holds' | 'fails' | 'missing';
  /** Why it does not hold. */
  readonly code?: string;
  /** What the enclave signed, for keeping. */
  readonly receipt: Bytes | null;
  readonly toldBytes: number;
  /** True where somebody will look whether it settles. */
  readonly isWatched: boolean;
  readonly usage?: Usage;
  /** Which of the model's servers answered, by the enclave's word. */
  readonly upstream?: string;
}

/** By the enclave's word. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** '' where it names none. */
  readonly currency: string;
  readonly amount: string;
  readonly cost?: CostView;
}
