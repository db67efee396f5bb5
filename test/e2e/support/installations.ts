/**
 * Two installations that differ in everything a server could tell them apart by, and what of it is in
 * the heads of their requests to the relay.
 */
import { until } from '../../../scripts/drive/until.ts';
import type { RecordedRequest, Recorder } from './recorder.ts';

export interface Person {
  languages: string;
  userAgent: string;
  cookie: string;
}

export const ANNA: Person = {
  languages: 'de-AT,de',
  userAgent: 'Mozilla/5.0 Anna/1.0',
  cookie: 'who=anna',
};
export const BEN: Person = {
  languages: 'ja,en',
  userAgent: 'Mozilla/5.0 (Ben) Ben/22.5',
  cookie: 'who=ben',
};

/** What the relay saw of one installation: of its first ask, and of a second one without the rule that scrubs. */
export interface Seen {
  /** What the browser calls the extension there. */
  id: string;
  scrubbed: string[];
  bare: string[];
}

/** The one part that must differ: a nonce asked for twice would be a replay. */
const NONCE = /(nonce=)[0-9a-f]{40}/;

function comparable({ head }: RecordedRequest): string {
  return head.replace(NONCE, '$1…');
}

/** The heads of one whole ask: key configuration, transcript, evidence, and the sealed question. */
export async function headsOfAsk(recorder: Recorder): Promise<string[]> {
  await until(
    () => (recorder.requests().some(({ method }) => method === 'POST') ? true : undefined),
    {
      what: 'the sealed question at the relay',
    },
  );
  return [...new Set(recorder.requests().map(comparable))].sort();
}

/** Field names of a head, in the order on the wire. */
export function fieldsOf(head: string): string[] {
  return head
    .split('\r\n')
    .slice(1)
    .map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
}
