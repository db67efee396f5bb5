/** Sealed asks made in advance, so that making them is not measured; and the same asks without a seal. */
import { concat, toBase64Url, utf8, type Bytes } from '../../lib/bytes/index.ts';
import {
  chooseKeyConfig,
  encodeRequest,
  paddingFor,
  parseKeyConfigs,
  prepareSeal,
  PRODUCT_SUITE,
  type SealedRequest,
} from '../../lib/ohttp/index.ts';

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

export function plainAsk(padding: 'default' | 'none'): Bytes {
  const chat = {
    model: 'bench-model',
    messages: [{ role: 'user', content: 'What is this about, and why did nothing crack?' }],
    stream: true,
  };
  return encodeRequest({
    method: 'POST',
    scheme: 'https',
    authority: 'gateway.bench.invalid',
    path: '/v1/chat/completions',
    fields: [
      ['content-type', 'application/json'],
      ['accept', 'text/event-stream'],
      ['sotto-openings', [32, 32, 32].map((length) => toBase64Url(random(length))).join('.')],
      ['sotto-padding', padding],
    ],
    content: utf8(JSON.stringify(chat)),
    trailers: [],
  });
}

export async function sealedAsk(keys: Bytes, padding: 'default' | 'none'): Promise<Bytes> {
  return (await sealAsk(keys, padding)).bytes;
}

/** The same with what opens its answer. */
export async function sealAsk(keys: Bytes, padding: 'default' | 'none'): Promise<SealedRequest> {
  const request = plainAsk(padding);
  const chosen = chooseKeyConfig(parseKeyConfigs(keys), [PRODUCT_SUITE]);
  const length = paddingFor(chosen.suite, 'chunked', request.length);
  const prepared = await prepareSeal(chosen, 'chunked');
  return prepared.seal(concat(request, new Uint8Array(length)));
}

export async function keysAt(gatewayUrl: string): Promise<Bytes> {
  return new Uint8Array(await (await fetch(`${gatewayUrl}/keys`)).arrayBuffer());
}
