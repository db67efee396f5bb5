/** Points an extension at a stack on this machine: the relay, its gateway, and the development root. */
import type { Page } from 'puppeteer-core';
import { isRecord, type JsonRecord } from '../json.ts';
import { ask } from './own-port.ts';

export interface DeskAddress {
  relayUrl: string;
  gatewayName: string;
  /** DER: the development root, and what else a device has to be told of. */
  trustAnchors: readonly Uint8Array[];
  /** The software evidence's image in the words of its kind. */
  image: object;
  witnessKey: string;
}

/** The software evidence's measurement is allowed by name, as a release of this desk. */
export function deskSettings(desk: DeskAddress): JsonRecord {
  return {
    relayUrl: desk.relayUrl,
    gatewayName: desk.gatewayName,
    developmentRoots: desk.trustAnchors.map((anchor) => Buffer.from(anchor).toString('base64')),
    releases: [{ name: 'desk', ...desk.image }],
    witnesses: [desk.witnessKey],
  };
}

export async function readSettings(page: Page): Promise<JsonRecord> {
  const { settings } = await ask(page, { type: 'settings/read' }, 'settings/state');
  if (!isRecord(settings)) throw new Error('the worker has no settings');
  return settings;
}

/** Changes some settings, through the same checks as the settings page. */
export async function changeSettings(page: Page, changes: JsonRecord): Promise<void> {
  const settings = { ...(await readSettings(page)), ...changes };
  const answer = await ask(page, { type: 'settings/write', settings }, 'settings/state');
  if (answer['error'] !== undefined) {
    throw new Error(`the settings were refused: ${JSON.stringify(answer['error'])}`);
  }
}
