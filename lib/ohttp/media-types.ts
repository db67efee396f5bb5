/**
 * The media types of RFC 9458 section 9, RFC 9292 section 6 and draft-ietf-ohai-chunked-ohttp-08 section 7.
 * Must never decide what to do with a wrong type: it only tells.
 */
export const MEDIA = {
  keys: 'application/ohttp-keys',
  request: 'message/ohttp-req',
  response: 'message/ohttp-res',
  chunkedRequest: 'message/ohttp-chunked-req',
  chunkedResponse: 'message/ohttp-chunked-res',
  bhttp: 'message/bhttp',
} as const;

/** True when a content-type header names this type. Parameters and letter case carry no meaning (RFC 9110 section 8.3.1). */
export function mediaTypeIs(header: string | null | undefined, type: string): boolean {
  return header?.split(';', 1)[0]?.trim().toLowerCase() === type;
}
