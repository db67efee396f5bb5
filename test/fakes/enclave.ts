/**
 * A relay and an enclave behind one fetch: real evidence under a development root, real sealing, real receipts, no
 * network. What it answers, and how it misbehaves, is up to the test. It notes every request it was sent.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import { encodeStatement, encodeTranscript, transcriptHash, type Statement } from '../../lib/binding/index.ts';
import { copyOf, fromBase64Url, fromHex, fromUtf8, toBase64, toBase64Url, utf8, type Bytes } from '../../lib/bytes/index.ts';
import {
  createGatewayKey,
  encodeKeyConfigs,
  openRequest,
  RequestParser,
  ResponseWriter,
  type Field,
  type GatewayKey,
  type OpenedRequest,
} from '../../lib/ohttp/index.ts';
import { answerCommitment, requestCommitment, signReceipt } from '../../lib/receipts/index.ts';
import { makerOfVerifierKey } from './verifier-key.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../lib/settings/index.ts';
import type { EvidenceSource } from '../../stack/enclave/evidence.ts';
import { createSoftwareSource } from '../../stack/enclave/software.ts';
import { developmentRoot } from './development-root.ts';

export interface NotedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Bytes | null;
  readonly init: RequestInit;
}

/** What a test may change about the next answers. */
export interface Behaviour {
  pieces: string[];
  status: number;
  errorBody: string;
  /** Instead of the answer's text in the receipt. */
  receiptText: string | undefined;
  hasReceipt: boolean;
  /** Changes the sealed answer before it leaves. */
  tamper: (sealed: Bytes[]) => Bytes[];
  /** Awaited before each piece of the answer. */
  beforePiece: (index: number) => Promise<void>;
  /** Answers instead of everything else. */
  intercept: (request: NotedRequest) => Response | undefined;
  sourceModel: string;
}

const PCR = { pcr0: '11'.repeat(48), pcr1: '22'.repeat(48), pcr2: '33'.repeat(48) };
export const RELAY = 'http://127.0.0.1:8123';
export const MODEL = 'extract-1';

export class FakeEnclave {
  readonly requests: NotedRequest[] = [];
  readonly asked: { fields: readonly Field[]; content: string; bytes: Bytes }[] = [];
  readonly behaviour: Behaviour = {
    pieces: ['The answer ', 'is 42.'],
    status: 200,
    errorBody: '',
    receiptText: undefined,
    hasReceipt: true,
    tamper: (sealed) => sealed,
    beforePiece: () => Promise.resolve(),
    intercept: () => undefined,
    sourceModel: MODEL,
  };
  readonly settings: Settings;
  readonly #source: EvidenceSource;
  readonly #receiptKeys = generateKeyPairSync('ed25519');
  readonly #now: () => number;
  #keyId = 1;
  #key: GatewayKey;
  #keys!: Bytes;
  #transcript!: Bytes;

  private constructor(key: GatewayKey, source: EvidenceSource, root: Bytes, now: () => number) {
    this.#key = key;
    this.#source = source;
    this.#now = now;
    this.settings = {
      ...DEFAULT_SETTINGS,
      relayUrl: RELAY,
      gatewayName: 'desk',
      releases: [{ name: 'test 1', ...PCR }],
      developmentRoots: [toBase64(root)],
      padding: 'none',
    };
  }
}
