/**
 * What a hostile or broken relay, gateway or network does to one ask, as data: the switch, where the ask must end, with
 * which codes, and how often a sealed question may have left. Run one after another in one real browser by
 * test/e2e/chromium/faults.e2e.ts. The cases are those of peers-private-inference, sections 3 and 3b.
 */
import type { Faults } from '../fakes/faulty-relay.ts';

/** Another gateway, honest and verifiable by itself, but not the one that was allowed. */
export interface OtherGateway {
  readonly keys: Buffer;
  readonly transcript: Buffer;
  readonly evidence: Buffer;
}

export interface RelayFault {
  readonly id: string;
  /** What it stands for: `case N` of section 3, a word of 3b, or a word of the issue's own list. */
  readonly of: readonly string[];
  /** At the enclave's check nothing may leave; at the ask one sealed question has left, and no second one. */
  readonly at: 'enclave' | 'ask';
  readonly codes: readonly string[];
  readonly set: (faults: Faults, other: OtherGateway) => void;
}

const flip =
  (place: (length: number) => number) =>
  (body: Buffer): Buffer => {
    const changed = Buffer.from(body);
    const at = place(changed.length);
    changed[at] = (changed[at] ?? 0) ^ 1;
    return changed;
  };

const FRAME = 274;
const HEAD = 32;

const ENCLAVE_FAULTS: readonly Omit<RelayFault, 'at'>[] = [
  {
    id: 'evidence with a turned bit in its signature',
    of: ['case 6', 'relay wrong'],
    codes: ['signature-invalid'],
    set: (faults) => (faults.evidence = flip((length) => length - 1)),
  },
  {
    id: 'evidence that ends early',
    of: ['case 7'],
    codes: ['cose-invalid', 'evidence-malformed'],
    set: (faults) => (faults.evidence = (body) => body.subarray(0, body.length - 40)),
  },
  {
    id: 'evidence with bytes behind it',
    of: ['case 4', 'case 7'],
    codes: ['cose-invalid', 'evidence-malformed'],
    set: (faults) => (faults.evidence = (body) => Buffer.concat([body, Buffer.alloc(3)])),
  },
  {
    id: 'evidence larger than any document',
    of: ['case 7', 'case 25'],
    codes: ['evidence-too-large', 'relay-too-large'],
    set: (faults) => (faults.evidence = () => Buffer.alloc(40_000)),
  },
  {
    id: 'evidence of an earlier look, replayed',
    of: ['case 8', 'case 9', 'relay replaying'],
    codes: ['nonce-mismatch'],
    set: (faults) => {
      let first: Buffer | undefined;
      faults.evidence = (body) => (first ??= Buffer.from(body));
    },
  },
  {
    id: 'evidence of another gateway with another root',
    of: ['case 2', 'load balancer'],
    codes: ['root-unknown'],
    set: (faults, other) => (faults.evidence = () => other.evidence),
  },
  {
    id: 'keys of another gateway',
    of: ['case 17', 'relay swapping keys'],
    codes: ['key-config-differs'],
    set: (faults, other) => (faults.keys = () => other.keys),
  },
  {
    id: 'keys and transcript of another gateway',
    of: ['case 15', 'case 17'],
    codes: ['binding-mismatch'],
    set: (faults, other) => {
      faults.keys = () => other.keys;
      faults.transcript = () => other.transcript;
    },
  },
  {
    id: 'a transcript with one bit turned',
    of: ['case 16'],
    codes: ['binding-mismatch', 'transcript-invalid', 'statement-invalid', 'key-config-differs'],
    set: (faults) => (faults.transcript = flip((length) => length - 40)),
  },
  {
    id: 'keys that end early',
    of: ['case 18'],
    codes: ['key-config-invalid', 'key-config-differs'],
    set: (faults) => (faults.keys = (body) => body.subarray(0, body.length - 3)),
  },
  {
    id: 'keys with a low-order point',
    of: ['case 20'],
    codes: ['key-config-differs', 'key-config-invalid'],
    set: (faults) =>
      (faults.keys = (body) => {
        const changed = Buffer.from(body);
        // The last configuration's X25519 key stands before its suites.
        changed.fill(0, changed.length - 42, changed.length - 10);
        return changed;
      }),
  },
  {
    id: 'error pages for every file',
    of: ['case 22', 'attestation times out'],
    codes: ['gateway-unreachable', 'relay-refused', 'relay-busy'],
    set: (faults) => (faults.filesStatus = 503),
  },
  {
    id: 'a relay that breaks every connection off',
    of: ['network gone', 'relay cut'],
    codes: ['relay-unreachable'],
    set: (faults) => (faults.isDown = true),
  },
];

const ASK_FAULTS: readonly Omit<RelayFault, 'at'>[] = [
  {
    id: 'an answer broken off',
    of: ['case 23', 'relay cut'],
    codes: ['relay-cut', 'truncated', 'relay-unreachable'],
    set: (faults) => (faults.ask = { kind: 'reset', afterBytes: 5000 }),
  },
  {
    id: 'an answer that ends at a frame',
    of: ['case 23'],
    codes: ['truncated'],
    set: (faults) => (faults.ask = { kind: 'end', afterBytes: HEAD + FRAME }),
  },
  {
    id: 'a bit turned in a frame',
    of: ['case 24', 'relay wrong'],
    codes: ['open-failed'],
    set: (faults) => (faults.ask = { kind: 'tamper', atByte: HEAD + 100 }),
  },
  {
    id: 'a bit turned in the response nonce',
    of: ['case 21'],
    codes: ['open-failed'],
    set: (faults) => (faults.ask = { kind: 'tamper', atByte: 1 }),
  },
  {
    id: 'the answer to another question',
    of: ['case 24', 'relay replaying'],
    codes: ['open-failed'],
    set: (faults) => (faults.ask = { kind: 'replay-answer' }),
  },
  {
    id: 'the question sent on twice',
    of: ['relay replaying', 'paid twice'],
    codes: ['enclave-refused'],
    set: (faults) => (faults.ask = { kind: 'replay-request' }),
  },
  {
    id: 'bytes without end behind the answer',
    of: ['case 25'],
    codes: ['open-failed', 'relay-too-large', 'truncated', 'chunk-too-large', 'response-invalid'],
    set: (faults) => (faults.ask = { kind: 'oversize', bytes: 3_000_000 }),
  },
  {
    id: 'another media type',
    of: ['case 26'],
    codes: ['relay-media-type'],
    set: (faults) => (faults.ask = { kind: 'wrong-type', mediaType: 'message/ohttp-res' }),
  },
  {
    id: 'a portal’s page with status 200',
    of: ['case 21', 'case 22'],
    codes: ['relay-media-type'],
    set: (faults) => (faults.ask = { kind: 'page' }),
  },
  {
    id: 'a redirect',
    of: ['case 27'],
    codes: ['relay-unreachable', 'relay-refused'],
    set: (faults) => (faults.ask = { kind: 'redirect', to: 'https://elsewhere.example/' }),
  },
  {
    id: 'an error in the enclave’s own words, outside of the seal',
    of: ['case 22'],
    codes: ['gateway-unreachable', 'relay-refused', 'relay-busy', 'relay-answer-invalid'],
    set: (faults) => (faults.ask = { kind: 'status', status: 500, type: 'application/json' }),
  },
];

export const RELAY_FAULTS: readonly RelayFault[] = [
  ...ENCLAVE_FAULTS.map((fault) => ({ ...fault, at: 'enclave' as const })),
  ...ASK_FAULTS.map((fault) => ({ ...fault, at: 'ask' as const })),
];

/** Where the worker is killed: how much of the answer has come, or undefined while the enclave is being checked. */
export const KILLS: readonly {
  readonly id: string;
  readonly of: readonly string[];
  readonly afterBytes: number | undefined;
}[] = [
  { id: 'killed before the seal', of: ['worker before seal'], afterBytes: undefined },
  { id: 'killed after the seal', of: ['worker after seal'], afterBytes: 0 },
  { id: 'killed at the first byte', of: ['worker first byte'], afterBytes: 40 },
  { id: 'killed before the receipt', of: ['worker before receipt'], afterBytes: HEAD + FRAME + 9 },
];
