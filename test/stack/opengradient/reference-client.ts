/**
 * A device without a browser, for the emulated network: reads the registry over JSON-RPC, seals with lib/ohttp, checks
 * with lib/opengradient. Strict in every byte rule, and without the product's second tries, so that a test sees faults.
 */
import { copyOf, fromUtf8, utf8, type Bytes } from '../../../lib/bytes/index.ts';
import { chooseKeyConfig, MEDIA, parseKeyConfigs, prepareSeal } from '../../../lib/ohttp/index.ts';
import type { SealedRequest } from '../../../lib/ohttp/index.ts';
import {
  BillingFilter,
  CALLS,
  checkOhttpKey,
  decodeRegistryRows,
  parseAnswer,
  prepareRequest,
  StreamedAnswer,
  verifyAnswer,
  type PreparedRequest,
  type RegistryRow,
  type SignedAnswer,
} from '../../../lib/opengradient/index.ts';
import { composeThread } from '../../../lib/prompts/index.ts';
import { isPlainObject } from '../../../lib/shape/index.ts';
import type { EmulatedNetwork } from '../../../stack/opengradient/start-opengradient.ts';

export interface Outcome {
  readonly prepared: PreparedRequest;
  readonly row: RegistryRow;
  readonly answer: SignedAnswer;
  readonly shown: string;
  /** What a billing frame said that the relay forgot. */
  readonly leftBilling: unknown;
  readonly wire: Bytes;
  readonly head: Headers;
}

/** An outer answer that is not a sealed one. */
export class PlainAnswer extends Error {
  readonly status: number;
  readonly body: string;

  constructor(status: number, body: string) {
    super(`${status} ${body}`);
    this.status = status;
    this.body = body;
  }
}

export async function rpc(url: string, method: string, ...params: unknown[]): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const answer: unknown = await response.json();
  if (isPlainObject(answer) && 'result' in answer) return answer['result'];
  throw new Error(JSON.stringify(answer));
}

export function memberOf(value: unknown, name: string): unknown {
  return isPlainObject(value) ? value[name] : undefined;
}

export async function readRows(network: EmulatedNetwork, node: 0 | 1 = 0): Promise<RegistryRow[]> {
  const transaction = { to: network.registryAddress, data: CALLS.getActiveTees(0) };
  const result = await rpc(network.rpcUrls[node], 'eth_call', transaction, 'latest');
  return decodeRegistryRows(String(result));
}

export function tokenOf(network: EmulatedNetwork): string {
  return String(memberOf(JSON.parse(network.bundleText), 'access_token'));
}

export interface Question {
  readonly body?: Readonly<Record<string, unknown>>;
  readonly row?: RegistryRow;
  readonly token?: string;
  readonly teeId?: string;
  readonly hashesReasoningEffort?: boolean;
}

export const HELLO = {
  model: 'gpt-5-mini',
  messages: composeThread(
    [],
    {
      quote:
        'Tin melts at 232 degrees. Zinc melts at 420 degrees. Both are metals that were known long ago.',
      question: 'At what temperature does tin melt?',
      actionId: null,
    },
    '',
  ),
  stream: true,
};

export async function seal(row: RegistryRow, text: string): Promise<SealedRequest> {
  const key = row.ohttpKey;
  if (key === undefined) throw new Error('no key');
  checkOhttpKey(key);
  const length = Uint8Array.of(0, key.keyConfig.length);
  const configs = parseKeyConfigs(copyOf(Buffer.concat([length, key.keyConfig])));
  return (await prepareSeal(chooseKeyConfig(configs), 'single')).seal(utf8(text));
}

export async function post(
  network: EmulatedNetwork,
  sealed: Bytes,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const url = `${network.relayUrl}/api/v1/chat/ohttp`;
  return fetch(url, { method: 'POST', headers, body: sealed });
}

/** One question with its checked answer; throws PlainAnswer, or the code of the first thing that is wrong. */
export async function ask(network: EmulatedNetwork, question: Question = {}): Promise<Outcome> {
  const row = question.row ?? (await readRows(network))[0];
  if (row === undefined) throw new Error('no gateway');
  const { body = HELLO, hashesReasoningEffort = false } = question;
  const prepared = prepareRequest(body, { hashesReasoningEffort });
  const sealed = await seal(row, prepared.sealedText);
  const isStream = body['stream'] === true;
  const response = await post(network, sealed.bytes, {
    authorization: `Bearer ${question.token ?? tokenOf(network)}`,
    'content-type': MEDIA.request,
    accept: isStream ? MEDIA.chunkedResponse : MEDIA.response,
    'x-tee-id': question.teeId ?? row.teeId,
    ...(isStream && { 'x-ohttp-stream': 'true' }),
  });
  const wire = copyOf(new Uint8Array(await response.arrayBuffer()));
  const type = response.headers.get('content-type') ?? '';
  if (response.status !== 200 || !type.startsWith('message/ohttp-')) {
    throw new PlainAnswer(response.status, fromUtf8(wire));
  }
  const opened = isStream ? await openStream(sealed, wire) : await openSingle(sealed, wire);
  const { teeId, signingKey } = row;
  const { canonical } = prepared;
  await verifyAnswer(opened.answer, { canonical, shown: opened.shown, teeId, signingKey });
  return { prepared, row, wire, head: response.headers, ...opened };
}

type Opened = Pick<Outcome, 'answer' | 'shown' | 'leftBilling'>;

async function openSingle(sealed: SealedRequest, wire: Bytes): Promise<Opened> {
  const answer = parseAnswer(fromUtf8(await sealed.openSingle(wire)));
  return { answer, shown: answer.output, leftBilling: undefined };
}

/** In pieces of a prime length, so that no boundary of the sender is one here. */
async function openStream(sealed: SealedRequest, wire: Bytes): Promise<Opened> {
  const filter = new BillingFilter();
  const opener = sealed.openChunks();
  const streamed = new StreamedAnswer();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let shown = '';
  const show = (bytes: Bytes): void => {
    shown += streamed.push(decoder.decode(bytes, { stream: true }));
  };
  for (let at = 0; at < wire.length; at += 97) {
    const passed = filter.push(wire.slice(at, at + 97));
    for (const chunk of await opener.push(passed)) show(chunk);
  }
  for (const chunk of await opener.push(filter.end())) show(chunk);
  show(await opener.end());
  const answer = streamed.finish();
  return {
    answer,
    shown: answer.kind === 'text' ? shown : answer.output,
    leftBilling: filter.cost,
  };
}
