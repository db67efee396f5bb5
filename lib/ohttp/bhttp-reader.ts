/** Reads a binary HTTP message that is there as a whole (RFC 9292), by the rules of bhttp-parser.ts. */
import { concat, type Bytes } from '../bytes/index.ts';
import {
  invalid,
  type BinaryRequest,
  type BinaryResponse,
  type Field,
  type Informational,
} from './bhttp-message.ts';
import { RequestParser, ResponseParser, type BodyEvent } from './bhttp-parser.ts';

export function decodeRequest(bytes: Bytes): BinaryRequest {
  const parser = new RequestParser();
  const [head, ...body] = [...parser.push(bytes), ...parser.end()];
  if (head?.kind !== 'request') throw invalid('truncated');
  return { ...head.request, ...joined(body.filter((event) => event.kind !== 'request')) };
}

export function decodeResponse(bytes: Bytes): BinaryResponse {
  const parser = new ResponseParser();
  const informational: Informational[] = [];
  let head: Informational | undefined;
  const body: BodyEvent[] = [];
  for (const event of [...parser.push(bytes), ...parser.end()]) {
    if (event.kind === 'content' || event.kind === 'trailers') body.push(event);
    else {
      const { status, fields } = event;
      if (event.kind === 'informational') informational.push({ status, fields });
      else head = { status, fields };
    }
  }
  if (!head) throw invalid('truncated');
  return { informational, ...head, ...joined(body) };
}

function joined(events: readonly BodyEvent[]): { content: Bytes; trailers: readonly Field[] } {
  const pieces: Bytes[] = [];
  let trailers: readonly Field[] = [];
  for (const event of events) {
    if (event.kind === 'content') pieces.push(event.bytes);
    else trailers = event.fields;
  }
  return { content: concat(...pieces), trailers };
}
