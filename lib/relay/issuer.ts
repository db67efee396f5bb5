/**
 * The relay's resource of an issuer of credits: its copy of the issuer's note, the same for everyone, and the way for
 * sealed requests. Must never be used because of an ask.
 */
import type { Bytes } from '../bytes/index.ts';
import { readWhole, requireMediaType } from './bounded-read.ts';
import { send, type Fetch } from './outer-request.ts';
import { SHORT_TIMEOUT_MS, withTimeout } from './place.ts';

export interface IssuerPlace {
  readonly fetch: Fetch;
  /** In normal form: no slash at the end. */
  readonly relayUrl: string;
  /** As the gateway's attested statement names it. */
  readonly issuerName: string;
}

const NOTE_TYPE = 'text/plain';
const MAX_NOTE_BYTES = 16_384;
const REQUEST_TYPE = 'message/ohttp-chunked-req';
const RESPONSE_TYPE = 'message/ohttp-chunked-res';
const MAX_ANSWER_BYTES = 65_536;
/** Thirty-two signatures and both ways. */
const EXCHANGE_TIMEOUT_MS = 60_000;

export async function fetchIssuerNote(place: IssuerPlace, caller: AbortSignal): Promise<Bytes> {
  const signal = withTimeout(caller, SHORT_TIMEOUT_MS);
  const request = { url: `${issuerUrl(place)}/note`, accept: NOTE_TYPE, signal };
  const response = await send(place.fetch, request);
  requireMediaType(response, NOTE_TYPE);
  return readWhole(response, MAX_NOTE_BYTES, signal);
}

/** One sealed exchange, whole. */
export async function carryToIssuer(
  place: IssuerPlace,
  sealed: Bytes,
  caller: AbortSignal,
): Promise<Bytes> {
  const signal = withTimeout(caller, EXCHANGE_TIMEOUT_MS);
  const response = await send(place.fetch, {
    url: issuerUrl(place),
    accept: RESPONSE_TYPE,
    signal,
    body: { mediaType: REQUEST_TYPE, bytes: sealed },
  });
  requireMediaType(response, RESPONSE_TYPE);
  return readWhole(response, MAX_ANSWER_BYTES, signal);
}

function issuerUrl({ relayUrl, issuerName }: IssuerPlace): string {
  return `${relayUrl}/i/${encodeURIComponent(issuerName)}`;
}
