/** Fetches what a relay keeps one copy of: our gateways' transcripts, other gateways' key configurations. */
import { parseTranscript, transcriptHash, TRANSCRIPT_MAX_BYTES } from '../../lib/binding/index.ts';
import { toHex, type Bytes } from '../../lib/bytes/index.ts';
import { MEDIA, mediaTypeIs, parseKeyConfigs } from '../../lib/ohttp/index.ts';
import { call } from '../http/call.ts';
import { RelayError } from './errors.ts';
import type { Pair } from './pair.ts';

const TIMEOUT_MS = 10_000;
const MAX_KEYS_BYTES = 16_384;

/** The keys are a part of the transcript: both change in one moment. */
export async function fetchTranscriptPair(gatewayUrl: string): Promise<Pair> {
  const body = await get(new URL('/transcript', gatewayUrl), TRANSCRIPT_MAX_BYTES);
  const { keyConfig } = parseTranscript(body.bytes);
  const hash = await transcriptHash(body.bytes);
  return { keys: keyConfig, transcript: body.bytes, transcriptHashHex: toHex(hash) };
}

/** A list that no client could read is not passed on to every client. */
export async function fetchKeysOnly(keysUrl: string): Promise<Pair> {
  const { mediaType, bytes } = await get(new URL(keysUrl), MAX_KEYS_BYTES);
  if (!mediaTypeIs(mediaType, MEDIA.keys)) throw new RelayError('gateway-invalid', 'media type');
  parseKeyConfigs(bytes);
  return { keys: bytes, transcript: undefined, transcriptHashHex: '' };
}

async function get(url: URL, maxBytes: number): Promise<{ mediaType: string; bytes: Bytes }> {
  const limits = { maxBytes, timeoutMs: TIMEOUT_MS };
  const headers = { accept: `${MEDIA.keys}, application/octet-stream` };
  const { status, mediaType, body } = await call({ url, method: 'GET', headers, ...limits });
  if (status !== 200) throw new RelayError('gateway-invalid', `status ${status}`);
  return { mediaType, bytes: body };
}
