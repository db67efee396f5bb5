/**
 * What the screens show of a network and its enclave: plain JSON data, the same words for every network.
 * Must never hold a key, a sealing context, or a flag that says "verified" without the steps behind it.
 */
import type { Image, ImageKind } from '../attestation/index.ts';
import type { NetworkId } from '../settings/index.ts';

/** What a person can do about a refusal or failure. */
export type Advice = 'retry' | 'fix-settings' | 'stop';

/** One refusal or failure; the sentence is looked up by its code. */
export interface ErrorView {
  code: string;
  advice: Advice;
}

/** One check of a verification, in order, with the bytes it was about (hex) when they are worth seeing. */
export interface StepView {
  name: string;
  verdict: 'pass' | 'fail' | 'not-reached';
  detail: string;
  bytesHex?: string;
}

/** One link of what a proof stands on (sotto/chain-view.ts), with all of its bytes. */
export interface ChainLinkView {
  kind:
    | 'root'
    | 'certificate'
    | 'document'
    | 'measurement'
    | 'release'
    | 'user-data'
    | 'transcript'
    | 'key-configuration'
    | 'key';
  verdict: StepView['verdict'];
  /** What the bytes call it: a common name, a module, a release, a key id; '' where they do not. */
  name: string;
  bytesHex?: string;
  /** Valid from and until; of a document only when it was made. */
  fromMs?: number;
  untilMs?: number;
}

/** One line of the ledger: an image that this gateway was seen with. */
export interface SeenView {
  image: MeasurementView;
  firstSeenMs: number;
  lastSeenMs: number;
}

/** One key configuration that this gateway was seen with, and what the settlement log shows of it. */
export interface SeenKeyView {
  hashHex: string;
  /** What stands in the log for it. */
  entryHex: string;
  firstSeenMs: number;
  lastSeenMs: number;
  logged: 'not-watched' | 'waiting' | 'settled' | 'late' | 'missing' | 'split-view';
}

/** The entry of an on-chain registry that named the enclave. */
export interface RegistryView {
  /** `registry`: the registry vouches for it, and nothing was checked again here. `refused`: a check does not hold. */
  attested: 'here' | 'registry' | 'refused';
  chainId: number;
  address: string;
  /** The block that was read. */
  block: number;
  /** The nodes that all said the same. */
  nodes: string[];
  teeId: string;
  endpoint: string;
  /** keccak-256 of the three measurements: the registry's name for a build. */
  pcrHash: string;
  registeredAtMs: number;
  heartbeatAtMs: number;
  /** The transaction that registered it; absent where no node served it. */
  transaction?: string;
}

/** The account that a network's relay asks for; nothing of who it is. */
export interface AccountView {
  relayHost: string;
  isAnonymous: boolean;
  /** Where its token is renewed. */
  authUrl: string;
  isRenewable: boolean;
  expiresAtMs?: number;
}

/** What an ask costs, as plain decimals; a currency that the network does not name is absent. */
export interface CostView {
  usd?: string;
  opg?: string;
  /** Of a network with whatever currency. */
  currency?: string;
  amount?: string;
}

/** In the words of its kind; without a kind it is Nitro's. */
export type MeasurementView = Image;

export interface PriceView {
  currency: string;
  perMillionInput: string;
  perMillionOutput: string;
}

export interface ModelView {
  id: string;
  upstream: string;
  place: 'in-enclave' | 'attested-enclave' | 'third-party';
  isLanguageModel: boolean;
  contextTokens: number;
  price: PriceView;
  /** Further servers that may answer instead. */
  failover?: string[];
}

/** What is known of the enclave that would be asked now, or that was asked for a stored proof. */
export interface CreditsView {
  issuer: string;
  verifierKey: string;
  service: string;
  logOrigin: string;
  logVerifierKey: string;
}

export interface EnclaveView {
  phase: 'unset' | 'checking' | 'ready' | 'refused';
  /** Absent: our own. */
  network?: NetworkId;
  /** Of its evidence; absent: Nitro. */
  kind?: ImageKind;
  /** Where the network keeps its list of enclaves, and what of it was checked again on this device. */
  registry?: RegistryView;
  relayHost?: string;
  relayOperator?: string;
  gatewayName?: string;
  gatewayOperator?: string;
  build?: string;
  checkedAtMs?: number;
  evidenceTimeMs?: number;
  measurement?: MeasurementView;
  releaseName?: string;
  /** Who says that this image may answer: this build, a signed list, the person, or a program that wrote settings. */
  releaseSource?: 'pinned' | 'listed' | 'consented' | 'settings';
  /** Which signed list. */
  releaseList?: string;
  /** Every image this gateway was ever seen with, most recent first. */
  seen?: SeenView[];
  chain?: ChainLinkView[];
  keyId?: number;
  keyConfigHashHex?: string;
  isDevelopmentRoot?: boolean;
  /** The key is new since an hour ago at most, and another was seen before. */
  isKeyChanged?: boolean;
  /** Every key configuration that this gateway was seen with; the present one first. */
  keysSeen?: SeenKeyView[];
  keyUntilMs?: number;
  /** The log does not show the key although it should. */
  keyAlarm?: ErrorView;
  /** Where answers cost credits: whose, and in which log their keys stand. */
  credits?: CreditsView;
  models?: ModelView[];
  steps?: StepView[];
  error?: ErrorView;
}

/** The exact plaintext that Send would seal, and its size on the wire. */
export interface LeavesView {
  /** The inner request as text: its lines, its fields (the random openings shown as such), its JSON. */
  plaintext: string;
  sealedBytes: number;
  /** What it costs in credits, fixed before Send and signed after. */
  credits?: number;
  /** At most this much, by the network's published prices. */
  estimate?: CostView;
  /** Set when it would not fit the largest size. */
  error?: ErrorView;
}
