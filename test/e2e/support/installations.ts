/**
 * Two installations that differ in everything a server could tell them apart by, and what of it is in
 * the heads of their requests to the relay.
 */
import type { Page } from 'puppeteer-core';
import { sendQuickAction, waitForEnd } from '../../../scripts/drive/one-ask.ts';
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

/** Code that takes away what scrubs the requests, in the browser's own name for its API. */
export function removingRules(api: 'browser' | 'chrome'): string {
  return `${api}.declarativeNetRequest.getSessionRules().then((rules) =>
    ${api}.declarativeNetRequest.updateSessionRules({ removeRuleIds: rules.map(({ id }) => id) }))`;
}

/** The first ask of a popup, and a second one after `removeRules`. */
export async function askTwice(
  popup: Page,
  recorder: Recorder,
  removeRules: () => Promise<unknown>,
): Promise<Omit<Seen, 'id'>> {
  const headsOfOne = async (): Promise<string[]> => {
    await sendQuickAction(popup, 'explain');
    const heads = await headsOfAsk(recorder);
    await waitForEnd(popup);
    return heads;
  };
  const scrubbed = await headsOfOne();
  recorder.forget();
  await removeRules();
  return { scrubbed, bare: await headsOfOne() };
}

/** The heads of one whole ask: key configuration, transcript, evidence, and the sealed question. */
async function headsOfAsk(recorder: Recorder): Promise<string[]> {
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
