/** Points an extension at an OpenGradient network on this machine, and connects an account there by its pasted bundle. */
import type { Page } from 'puppeteer-core';
import { isRecord, type JsonRecord } from '../json.ts';
import { ask } from './own-port.ts';
import { changeSettings, readSettings } from './settings.ts';

export interface NetworkAddress {
  relayUrl: string;
  rpcUrls: readonly string[];
  chainId: number;
  registryAddress: string;
  settlementAddress: string;
  aggregatorUrl: string;
  pcrHash: string;
  developmentRootBase64: string;
  newBundle: () => string;
}

/** Only the network's own build is allowed, and everything is checked again on the device: the careful defaults. */
function networkSettings(network: NetworkAddress): JsonRecord {
  return {
    relayUrl: network.relayUrl,
    rpcUrls: network.rpcUrls,
    chainId: network.chainId,
    registryAddress: network.registryAddress,
    settlementAddress: network.settlementAddress,
    aggregatorUrl: network.aggregatorUrl,
    pinnedPcrHashes: [network.pcrHash],
  };
}

/** Through the same checks as the settings page. `changes` go into the network's own settings. */
export async function useOpengradient(
  page: Page,
  network: NetworkAddress,
  changes: JsonRecord = {},
): Promise<void> {
  const { opengradient } = await readSettings(page);
  await changeSettings(page, {
    network: 'opengradient',
    developmentRoots: [network.developmentRootBase64],
    opengradient: {
      ...(isRecord(opengradient) && opengradient),
      ...networkSettings(network),
      ...changes,
    },
  });
}

/** The emulated network is filled in and connected, while the network that is used stays what it is. */
export async function offerOpengradient(page: Page, network: NetworkAddress): Promise<void> {
  const before = await readSettings(page);
  await useOpengradient(page, network);
  await connectAccount(page, network);
  const { developmentRoots } = before;
  const roots: readonly unknown[] = Array.isArray(developmentRoots) ? developmentRoots : [];
  await changeSettings(page, {
    network: before['network'],
    developmentRoots: [...roots, network.developmentRootBase64],
  });
}

export async function connectAccount(page: Page, network: NetworkAddress): Promise<void> {
  const bundle = network.newBundle();
  const answer = await ask(page, { type: 'account/change', bundle }, 'settings/state');
  if (answer['error'] !== undefined || !isRecord(answer['account'])) {
    throw new Error(`the account was refused: ${JSON.stringify(answer['error'])}`);
  }
}
