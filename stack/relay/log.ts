/**
 * What the relay may write down: the method, which resource, sizes, media types, status. Not the address, not a
 * header, not a query, not a path as it was sent: each could name a person or carry text of theirs.
 */
import { MEDIA } from '../../lib/ohttp/index.ts';

export interface RelayEvent {
  readonly event: 'request';
  readonly method: 'GET' | 'POST' | 'other';
  /** The resource as the relay knows it, for example /g/NAME/evidence. */
  readonly path: string;
  readonly status: number;
  readonly requestType: string;
  readonly responseType: string;
  readonly requestBytes: number;
  readonly responseBytes: number;
}

const KNOWN_TYPES: readonly string[] = [
  ...Object.values(MEDIA),
  'application/octet-stream',
  'application/problem+json',
  'application/json',
  'text/plain',
];

/** A media type that is on the list, or that it is not: the rest of a header is a stranger's text. */
export function knownType(header: string | undefined): string {
  if (header === undefined) return 'none';
  const type = header.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return KNOWN_TYPES.find((known) => known === type) ?? 'other';
}

export function knownMethod(method: string | undefined): RelayEvent['method'] {
  return method === 'GET' || method === 'POST' ? method : 'other';
}
