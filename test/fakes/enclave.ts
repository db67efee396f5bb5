/**
 * A relay and an enclave behind one fetch: real evidence under a development root, real sealing, real receipts, no
 * network. What it answers, and how it misbehaves, is up to the test. It notes every request it was sent.
 */
import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { encodeTranscript, transcriptHash, type KeyValidity } from '../../lib/binding/index.ts';
import {
  fromBase64Url,
  fromHex,
  fromUtf8,
  toBase64,
  utf8,
  type Bytes,
} from '../../lib/bytes/index.ts';
import { HYBRID_SUITE } from '../../lib/ohttp/hybrid/index.ts';
import {
  createGatewayKey,
  decodeRequest,
  encodeKeyConfigs,
  openRequest,
  PRODUCT_SUITE,
  ResponseWriter,
  type Field,
  type GatewayKey,
  type OpenedRequest,
  type Suite,
} from '../../lib/ohttp/index.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../lib/settings/index.ts';
import type { EvidenceSource } from '../../stack/enclave/evidence.ts';
import { createSoftwareSource } from '../../stack/enclave/software.ts';
import { developmentRoot } from './development-root.ts';
import {
  eventOf,
  LOG,
  MODEL,
  nonceOf,
  note,
  PCR,
  RELAY,
  reply,
  statementBytes,
  streamOf,
} from './enclave-parts.ts';
import { NO_RECEIPT_LIES, trailersOf, type ReceiptLies } from './enclave-receipt.ts';
import { random } from './random.ts';

export { MODEL } from './enclave-parts.ts';

export interface NotedRequest {
  readonly method: string;
  /** The NAME in `/g/NAME`; '' for what stands beside the gateways. */
  readonly gateway: string;
  /** Below the gateway's resource: '/keys', '' for an ask; '/operator' stands beside it. */
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Bytes | null;
  readonly init: RequestInit;
}

/** What a test may change about the next answers. */
export interface Behaviour extends ReceiptLies {
  pieces: readonly string[];
  status: number;
  errorBody: string;
  source: { model: string; upstream: string; isLanguageModel: boolean };
  /** Changes the inner message, piece by piece, before it is sealed. */
  inner: (plain: Bytes[]) => Bytes[];
  /** Whether the last piece is sealed as the last one. */
  isEndSealed: boolean;
  /** Changes the sealed pieces of the answer before they leave. */
  tamper: (sealed: Bytes[]) => Bytes[];
  /** Awaited before each sealed piece leaves. */
  beforePiece: (index: number) => Promise<void>;
  /** Answers instead of everything else. */
  intercept: (request: NotedRequest) => Response | undefined | Promise<Response>;
}

interface Epoch {
  readonly gatewayKeys: readonly GatewayKey[];
  readonly keys: Bytes;
  readonly transcript: Bytes;
  readonly transcriptHash: Bytes;
}

export class FakeEnclave {
  readonly requests: NotedRequest[] = [];
  /** What came out of the seals. */
  readonly asked: { fields: readonly Field[]; content: string; plaintextLength: number }[] = [];
  readonly settings: Settings;
  readonly behaviour: Behaviour = {
    pieces: ['The answer ', 'is 42.'],
    status: 200,
    errorBody: '',
    ...NO_RECEIPT_LIES,
    inner: (plain) => plain,
    isEndSealed: true,
    source: { model: MODEL.id, upstream: MODEL.upstream, isLanguageModel: false },
    tamper: (sealed) => sealed,
    beforePiece: () => Promise.resolve(),
    intercept: () => undefined,
  };
  /** The names that the relay knows: all lead to the one enclave. */
  gateways: readonly string[] = ['desk'];
  /** Of the keys that come next, as the validity is. */
  log = LOG;
  validity: KeyValidity;
  /** Credits for each 4 KiB, where answers are not free. */
  credits: number | undefined;
  #source: EvidenceSource;
  readonly #receiptKeys: KeyPairKeyObjectResult = generateKeyPairSync('ed25519');
  #epoch: Epoch | undefined;
  /** What the relay still serves, when that is older. */
  #served: Epoch | undefined;

  private constructor(source: EvidenceSource, root: Bytes, nowMs: number) {
    this.validity = { fromMs: nowMs, untilMs: nowMs + 25 * 3_600_000, logIndex: 0 };
    this.#source = source;
    this.settings = {
      ...DEFAULT_SETTINGS,
      redaction: { kinds: [], words: [] },
      relayUrl: RELAY,
      gatewayName: 'desk',
      releases: [{ name: 'test 1', ...PCR }],
      developmentRoots: [toBase64(root)],
      padding: 'none',
    };
  }

  static async start(now: () => number): Promise<FakeEnclave> {
    const root = await developmentRoot(now());
    const measurement = {
      pcr0: fromHex(PCR.pcr0),
      pcr1: fromHex(PCR.pcr1),
      pcr2: fromHex(PCR.pcr2),
    };
    const source = createSoftwareSource({ root, measurement, now });
    const enclave = new FakeEnclave(source, root.certificate, now());
    await enclave.rotateKey(1);
    await enclave.refreshRelay();
    return enclave;
  }

  /** A new key at the gateway; the relay goes on serving the old pair until it is refreshed. */
  async rotateKey(
    keyId: number,
    suites: readonly Suite[] = [HYBRID_SUITE, PRODUCT_SUITE],
  ): Promise<void> {
    const made = suites.map((suite, i) => createGatewayKey(keyId + i, [suite]));
    const gatewayKeys = await Promise.all(made);
    await this.bindKeys(encodeKeyConfigs(gatewayKeys.map(({ config }) => config)), gatewayKeys);
  }

  /** Binds a key configuration that may be any bytes: an enclave may attest nonsense. */
  async bindKeys(keys: Bytes, gatewayKeys: readonly GatewayKey[] = []): Promise<void> {
    const { x = '' } = this.#receiptKeys.publicKey.export({ format: 'jwk' });
    const transcript = encodeTranscript({
      keyConfig: keys,
      keyValidity: { ...this.validity },
      receiptKey: fromBase64Url(x),
      logOrigin: this.log.origin,
      logVerifierKey: this.log.verifierKey,
      statementBytes: statementBytes(this.log, this.credits),
    });
    this.#epoch = {
      gatewayKeys,
      keys,
      transcript,
      transcriptHash: await transcriptHash(transcript),
    };
  }

  async present(source: EvidenceSource): Promise<void> {
    this.#source = source;
    await this.refreshRelay();
  }

  async refreshRelay(): Promise<void> {
    this.#served = this.#now();
    await this.#source.registerKeyHash(this.#served.transcriptHash);
  }

  /** Every request that carried something sealed. */
  get askRequests(): NotedRequest[] {
    return this.requests.filter(({ method }) => method === 'POST');
  }

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const request = note(url, init);
    this.requests.push(request);
    init.signal?.throwIfAborted();
    const intercepted = await this.behaviour.intercept(request);
    if (intercepted !== undefined) return intercepted;
    const served = this.#served ?? this.#now();
    const isKnown = request.gateway === '' || this.gateways.includes(request.gateway);
    if (!isKnown) return new Response(null, { status: 404 });
    if (request.method === 'POST') return this.#ask(request, init.signal ?? undefined);
    switch (request.path) {
      case '/keys':
        return reply(served.keys, 'application/ohttp-keys');
      case '/transcript':
        return reply(served.transcript, 'application/octet-stream');
      case '/evidence':
        return reply(await this.#source.attest(nonceOf(request)), 'application/octet-stream');
      case '/operator':
        return reply(utf8('{"version":1,"operator":"Test relay"}'), 'application/json');
      default:
        return new Response(null, { status: 404 });
    }
  };

  #now(): Epoch {
    if (this.#epoch === undefined) throw new Error('not started');
    return this.#epoch;
  }

  async #ask(request: NotedRequest, signal: AbortSignal | undefined): Promise<Response> {
    let opened: OpenedRequest;
    try {
      const type = request.headers['content-type'] ?? '';
      opened = await openRequest(this.#now().gatewayKeys, type, request.body ?? new Uint8Array(0), {
        random,
      });
    } catch {
      const type = 'https://iana.org/assignments/http-problem-types#ohttp-key';
      const headers = { 'content-type': 'application/problem+json' };
      return new Response(JSON.stringify({ type, title: 'key' }), { status: 422, headers });
    }
    const sealed = this.behaviour.tamper(await this.#sealedAnswer(opened));
    return new Response(streamOf(sealed, this.behaviour.beforePiece, signal), {
      headers: { 'content-type': 'message/ohttp-chunked-res' },
    });
  }

  async #sealedAnswer(opened: OpenedRequest): Promise<Bytes[]> {
    const { fields, content } = decodeRequest(opened.plaintext);
    const plaintextLength = opened.plaintext.length;
    this.asked.push({ fields, content: fromUtf8(content), plaintextLength });
    const writer = new ResponseWriter();
    const sealer = await opened.sealChunks();
    const { status, pieces, source, errorBody } = this.behaviour;
    const plain: Bytes[] = [];
    if (status === 200) {
      plain.push(writer.head(200, [['content-type', 'text/event-stream']]));
      pieces.forEach((text, i) =>
        plain.push(writer.content(eventOf(text, i === 0 ? source : null))),
      );
      plain.push(writer.content(utf8(': filler\n\ndata: [DONE]\n\n')));
      const { plaintext } = opened;
      const answered = { ...this.#now(), plaintext, fields, text: pieces.join('') };
      const { privateKey } = this.#receiptKeys;
      plain.push(writer.trailers(await trailersOf(answered, privateKey, this.behaviour)));
    } else {
      plain.push(writer.head(status, [['content-type', 'application/json']]));
      if (errorBody !== '') plain.push(writer.content(utf8(errorBody)));
      plain.push(writer.trailers([]));
    }
    const inner = this.behaviour.inner(plain);
    const chunks = await Promise.all(inner.map((bytes) => sealer.chunk(bytes)));
    const filler = new Uint8Array(256);
    const { isEndSealed } = this.behaviour;
    const last = isEndSealed ? await sealer.final(filler) : await sealer.chunk(filler);
    return [sealer.start(), ...chunks, last];
  }
}
