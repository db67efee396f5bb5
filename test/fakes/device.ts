/**
 * A device without a browser: what the extension does, with lib's modules over plain fetch. It fetches the pair and
 * the evidence, verifies, seals, reads the stream and checks the receipt.
 */
import { verifyNitro, type VerifiedNitro } from '../../lib/attestation/index.ts';
import {
  parseTranscript,
  transcriptHash,
  upstreamsOf,
  type Transcript,
} from '../../lib/binding/index.ts';
import {
  concat,
  equal,
  fromBase64Url,
  fromUtf8,
  toBase64Url,
  toHex,
  utf8,
  type Bytes,
} from '../../lib/bytes/index.ts';
import { HYBRID_SUITE } from '../../lib/ohttp/hybrid/index.ts';
import {
  chooseKeyConfig,
  encodeRequest,
  MEDIA,
  paddingFor,
  parseKeyConfigs,
  prepareSeal,
  PRODUCT_SUITE,
  ResponseParser,
  type BinaryRequest,
  type Field,
  type SealedRequest,
  type Suite,
} from '../../lib/ohttp/index.ts';
import { verifyReceipt, type ReceiptVerdict } from '../../lib/receipts/index.ts';

export interface Trust {
  readonly anchors: readonly Bytes[];
  readonly measurements: readonly { pcr0: string; pcr1: string; pcr2: string }[];
  readonly now?: () => number;
}

export interface Enclave {
  readonly keys: Bytes;
  readonly transcript: Transcript;
  readonly hash: Bytes;
  readonly verified: VerifiedNitro;
}

/** Throws with the verifier's code unless everything holds. */
export async function verifyEnclave(gatewayUrl: string, trust: Trust): Promise<Enclave> {
  const nonce = random(20);
  const [keys, transcriptBytes, document] = await Promise.all([
    get(`${gatewayUrl}/keys`),
    get(`${gatewayUrl}/transcript`),
    get(`${gatewayUrl}/evidence?nonce=${toHex(nonce)}`),
  ]);
  const transcript = parseTranscript(transcriptBytes);
  if (!equal(transcript.keyConfig, keys)) throw new Error('keys-differ');
  const hash = await transcriptHash(transcriptBytes);
  const verdict = await verifyNitro(document, {
    now: (trust.now ?? Date.now)(),
    trustAnchors: trust.anchors,
    policy: { measurements: trust.measurements },
    nonce,
    expectedBinding: { kind: 'nitriding-user-data', appKeyHash: hash },
  });
  if (!verdict.ok) throw new Error(verdict.code);
  return { keys, transcript, hash, verified: verdict };
}

export interface AskOptions {
  readonly question?: string;
  readonly model?: string;
  readonly padding?: string;
  readonly fields?: readonly Field[];
  readonly request?: Partial<BinaryRequest>;
  readonly content?: unknown;
  /** Those of an earlier ask, to seal the very same request again. */
  readonly secrets?: Sealed['secrets'];
  /** In order of preference. */
  readonly suites?: readonly Suite[];
}

export interface Sealed {
  readonly sealed: SealedRequest;
  readonly requestBytes: Bytes;
  readonly secrets: { readonly request: Bytes; readonly answer: Bytes; readonly leaf: Bytes };
}

export async function sealAsk(enclave: Enclave, options: AskOptions = {}): Promise<Sealed> {
  const { request, answer, leaf } = options.secrets ?? {
    request: random(32),
    answer: random(32),
    leaf: random(32),
  };
  const { statement } = enclave.transcript;
  const chat = {
    model: options.model ?? statement.models[0]?.id,
    messages: [{ role: 'user', content: options.question ?? 'What is this about?' }],
    stream: true,
  };
  const message: BinaryRequest = {
    method: 'POST',
    scheme: 'https',
    authority: statement.name,
    path: '/v1/chat/completions',
    fields: [
      ['content-type', 'application/json'],
      ['accept', 'text/event-stream'],
      ['sotto-openings', [request, answer, leaf].map(toBase64Url).join('.')],
      ['sotto-padding', options.padding ?? 'default'],
      ...(options.fields ?? []),
    ],
    content: utf8(JSON.stringify(options.content ?? chat)),
    trailers: [],
    ...options.request,
  };
  const requestBytes = encodeRequest(message);
  const chosen = chooseKeyConfig(
    parseKeyConfigs(enclave.keys),
    options.suites ?? [HYBRID_SUITE, PRODUCT_SUITE],
  );
  const paddingLength = paddingFor(chosen.suite, 'chunked', requestBytes.length);
  const prepared = await prepareSeal(chosen, 'chunked');
  const sealed = await prepared.seal(concat(requestBytes, new Uint8Array(paddingLength)));
  return { sealed, requestBytes, secrets: { request, answer, leaf } };
}

export interface Answer {
  readonly status: number;
  readonly fields: readonly Field[];
  readonly body: string;
  readonly text: string;
  readonly events: readonly unknown[];
  readonly trailers: readonly Field[];
  /** Plaintext size of every chunk, the final one last. */
  readonly chunkSizes: readonly number[];
  readonly receipt: ReceiptVerdict | undefined;
  readonly receiptBytes: Bytes | undefined;
}

export function post(
  gatewayUrl: string,
  sealed: SealedRequest,
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(gatewayUrl, {
    method: 'POST',
    headers: { 'content-type': sealed.mediaType },
    body: sealed.bytes,
    ...(signal && { signal }),
  });
}

/** The whole way of one ask. */
export async function ask(
  gatewayUrl: string,
  enclave: Enclave,
  options: AskOptions = {},
): Promise<Answer> {
  const sealed = await sealAsk(enclave, options);
  return readAnswer(enclave, sealed, await post(gatewayUrl, sealed.sealed));
}

export async function readAnswer(
  enclave: Enclave,
  ask: Sealed,
  response: Response,
): Promise<Answer> {
  if (response.status !== 200) throw new Error(`outer ${response.status} ${await response.text()}`);
  if (response.headers.get('content-type') !== MEDIA.chunkedResponse || response.body === null) {
    throw new Error('media type');
  }
  const opener = ask.sealed.openChunks();
  const parser = new ResponseParser();
  const chunkSizes: number[] = [];
  const parts: Bytes[] = [];
  let head: { status: number; fields: readonly Field[] } = { status: 0, fields: [] };
  let trailers: readonly Field[] = [];
  const take = (chunk: Bytes): void => {
    chunkSizes.push(chunk.length);
    for (const event of parser.push(chunk)) {
      if (event.kind === 'head') head = event;
      if (event.kind === 'content') parts.push(event.bytes.slice());
      if (event.kind === 'trailers') trailers = event.fields;
    }
  };
  for await (const bytes of response.body) {
    for (const chunk of await opener.push(new Uint8Array(bytes))) take(chunk);
  }
  take(await opener.end());
  parser.end();
  const body = fromUtf8(concat(...parts));
  const isStream = head.fields.some(([, value]) => value === 'text/event-stream');
  const events = isStream ? eventsIn(body) : [];
  const text = events.map(textIn).join('');
  const receiptText = trailers.find(([name]) => name === 'sotto-receipt')?.[1];
  const receiptBytes = receiptText === undefined ? undefined : fromBase64Url(receiptText);
  const receipt = receiptBytes && (await checkReceipt(enclave, ask, text, receiptBytes));
  return { ...head, body, text, events, trailers, chunkSizes, receipt, receiptBytes };
}

async function checkReceipt(
  { transcript, keys, hash }: Enclave,
  { requestBytes, secrets }: Sealed,
  text: string,
  receipt: Bytes,
): Promise<ReceiptVerdict> {
  return verifyReceipt(receipt, {
    receiptKey: transcript.receiptKey,
    transcriptHash: hash,
    keyConfigHash: new Uint8Array(await crypto.subtle.digest('SHA-256', keys)),
    requestBytes,
    answerBytes: utf8(text),
    openings: { request: secrets.request, answer: secrets.answer },
    allowedModels: transcript.statement.models.flatMap((model) =>
      upstreamsOf(model).map((upstream) => ({ model: model.id, upstream })),
    ),
  });
}

function eventsIn(body: string): unknown[] {
  return body
    .split('\n')
    .filter((line) => line.startsWith('data: ') && line !== 'data: [DONE]')
    .map((line): unknown => JSON.parse(line.slice('data: '.length)));
}

function textIn(event: unknown): string {
  const [, text] = /"delta":\{"content":("(?:[^"\\]|\\.)*")/.exec(JSON.stringify(event)) ?? [];
  return text === undefined ? '' : String(JSON.parse(text));
}

async function get(url: string): Promise<Bytes> {
  const response = await fetch(url);
  if (response.status !== 200) throw new Error(`outer ${response.status} ${await response.text()}`);
  return new Uint8Array(await response.arrayBuffer());
}

function random(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}
