/**
 * How each part of the emulated network can be made to lie or fail, for tests and for trying out what the extension
 * says then. Read at the moment of use, so that a test may change its mind between two questions.
 */
import type { RowFault } from './row-faults.ts';

/** A chain node. A row fault means: this node alone tells of such a registry. */
export type RpcLie =
  | 'honest'
  /** Cuts every connection. */
  | 'down'
  /** HTTP 503 for everything. */
  | 'busy'
  /** A page instead of JSON. */
  | 'garbage'
  /** Knows no logs and no transactions. */
  | 'no-history'
  /** Another chain id. */
  | 'other-chain'
  /** One bit of every attestation document differs. */
  | 'other-document'
  /** Leaves out settlements. */
  | 'hides-settlements'
  | RowFault;

/** The relay. A status is answered in its own words, nothing is sent on. */
export type RelayLie =
  | 'honest'
  | 'leaves-billing-frame'
  /** Sends the question to another gateway than the one named. */
  | 'other-gateway'
  /** Answers with the sealed bytes of the answer before. */
  | 'replays'
  /** One bit of the answer differs. */
  | 'alters'
  /** Ends before the final chunk. */
  | 'cuts'
  /** Takes the question, and says nothing. */
  | 'silent'
  /** Says nothing more after the first bytes of the answer. */
  | 'falls-silent'
  /** A plain page with status 200. */
  | 'page'
  | { readonly status: number; readonly detail: string };

/** What is wrong with the answer that the gateway seals. */
export type AnswerLie =
  | 'none'
  /** Names and signature of another gateway. */
  | 'signed-by-other'
  /** The signed fields of the first honest answer this gateway gave. */
  | 'replays-earlier'
  | 'signs-another-request'
  | 'signs-another-text'
  | 'bad-signature'
  | 'unsigned'
  | 'no-timestamp'
  /** An error event after the first words, no signature, no [DONE]. */
  | 'breaks-mid-stream'
  /** The sealed stream ends without its final chunk. */
  | 'no-final-chunk'
  /** The signed frame is the last one. */
  | 'no-done'
  /** `{"status":500,"body":{"error":…}}` inside the seal. */
  | 'sealed-error';

export interface GatewayLies {
  answer: AnswerLie;
  /** The plain error answers of section 3.7, instead of an answer. */
  outer: 'none' | 'pricing-unavailable' | 'not-initialised' | 'provider-error' | 'lost-key';
  /** Added to the enclave's clock in signed answers. */
  timestampOffsetSeconds: number;
  timestampAsText: boolean;
  /** Answers with tool calls instead of text. */
  toolCalls: boolean;
  /** False: no cost is stated and no billing frame sent, as when a provider tells no usage. */
  statesCost: boolean;
  /** False: the configuration of /v1/ohttp/config comes without its signature, as before May 2026. */
  signsConfig: boolean;
}

export interface Lies {
  readonly rpc: [RpcLie, RpcLie];
  relay: RelayLie;
  readonly gateway: GatewayLies;
  aggregator: 'honest' | 'down' | 'garbage' | 'other-blob' | 'missing-value' | 'altered-value';
  auth: 'honest' | 'down' | 'refuses';
}

export function noLies(): Lies {
  return {
    rpc: ['honest', 'honest'],
    relay: 'honest',
    gateway: {
      answer: 'none',
      outer: 'none',
      timestampOffsetSeconds: 0,
      timestampAsText: false,
      toolCalls: false,
      statesCost: true,
      signsConfig: true,
    },
    aggregator: 'honest',
    auth: 'honest',
  };
}
