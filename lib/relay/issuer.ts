/**
 * The relay's resource of an issuer of credits: its copy of the issuer's note, the same for everyone, and the way for
 * sealed requests. Must never be used because of an ask.
 */
import type { Bytes } from '../bytes/index.ts';
import type { Fetch } from './outer-request.ts';
import { fetchWhole } from './small-fetch.ts';

export interface IssuerPlace {
  readonly fetch: Fetch;
  /** In normal form: no slash at the end. */
  readonly relayUrl: string;
  /** As the gateway's attested statement names it. */
  readonly issuerName: string;
}

const NOTE = { mediaType: 'text/plain', maxBytes: 16_384 };
const REQUEST_TYPE = 'message/ohttp-chunked-req';
/** Thirty-two signatures and both ways. */
const ANSWER = { mediaType: 'message/ohttp-chunked-res', maxBytes: 65_536, timeoutMs: 60_000 };

export function fetchIssuerNote(place: IssuerPlace, caller: AbortSignal): Promise<Bytes> {
  return fetchWhole(place.fetch, { ...NOTE, url: `${issuerUrl(place)}/note` }, caller);
}

/** One sealed exchange, whole. */
export function carryToIssuer(
  place: IssuerPlace,
  sealed: Bytes,
  caller: AbortSignal,
): Promise<Bytes> {
  const body = { mediaType: REQUEST_TYPE, bytes: sealed };
  return fetchWhole(place.fetch, { ...ANSWER, url: issuerUrl(place), body }, caller);
}

function issuerUrl({ relayUrl, issuerName }: IssuerPlace): string {
  return `${relayUrl}/i/${encodeURIComponent(issuerName)}`;
}
