/** Points an extension at a stack on this machine: the relay, its gateway, and the development root. */
import type { Page } from 'puppeteer-core';
import { isRecord, type JsonRecord } from '../json.ts';
import { ask } from './own-port.ts';

export interface DeskAddress {
  relayUrl: string;
  gatewayName: string;
  /** DER. */
  developmentRoot: Uint8Array;
  measurement: { pcr0: string; pcr1: string; pcr2: string };
  witnessKey: string;
}

/** The software evidence's measurement is allowed by name, as a release of this desk. */
export function deskSettings(desk: DeskAddress): JsonRecord {
  return {
    relayUrl: desk.relayUrl,
    gatewayName: desk.gatewayName,
    developmentRoots: [Buffer.from(desk.developmentRoot).toString('base64')],
    releases: [{ name: 'desk', ...desk.measurement }],
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
