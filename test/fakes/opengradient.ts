/** A desk of ours in front of the emulated OpenGradient network: real chain node, real requests, stores in memory. */
import { onTestFinished } from 'vitest';
import { Desk } from '../../lib/ask/index.ts';
import {
  SETTINGS_KEY,
  type OpengradientSettings,
  type Settings,
} from '../../lib/settings/index.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/index.ts';
import {
  startOpengradient,
  type EmulatedNetwork,
} from '../../stack/opengradient/start-opengradient.ts';
import { FakeBrowser, FakePage } from './desk.ts';
import { temporaryFolder } from './temporary-folder.ts';

export type { EmulatedNetwork };

export async function emulate(
  options: Partial<Parameters<typeof startOpengradient>[0]> = {},
): Promise<EmulatedNetwork> {
  const network = await startOpengradient({ folder: await temporaryFolder(), ...options });
  onTestFinished(() => network.close());
  return network;
}

export function settingsFor(
  network: EmulatedNetwork,
  change: Partial<OpengradientSettings> = {},
): Settings {
  return {
    ...DEFAULT_SETTINGS,
    redaction: { kinds: [], words: [] },
    network: 'opengradient',
    developmentRoots: [network.developmentRootBase64],
    opengradient: {
      ...DEFAULT_SETTINGS.opengradient,
      relayUrl: network.relayUrl,
      rpcUrls: [...network.rpcUrls],
      chainId: network.chainId,
      registryAddress: network.registryAddress,
      settlementAddress: network.settlementAddress,
      aggregatorUrl: network.aggregatorUrl,
      pinnedPcrHashes: [network.pcrHash],
      ...change,
    },
  };
}

/** A login of its own: a refresh token is good once. */
function freshBundle(network: EmulatedNetwork): string {
  return network.accounts.bundleText({
    chat_api_base_url: network.relayUrl,
    tee_registry_rpc_url: network.rpcUrls[0],
    tee_registry_address: network.registryAddress,
    tee_registry_tee_type: 0,
  });
}

export interface OpenNetwork {
  readonly browser: FakeBrowser;
  readonly desk: Desk;
  readonly page: FakePage;
}

/** A worker with these settings, an account connected, and a page. */
export async function openNetwork(
  network: EmulatedNetwork,
  change: Partial<OpengradientSettings> = {},
  hasAccount = true,
): Promise<OpenNetwork> {
  const browser = await FakeBrowser.start();
  await browser.localStore.set(SETTINGS_KEY, settingsFor(network, change));
  const desk = new Desk({
    ...browser.edges(),
    now: Date.now,
    fetch: (url, init) => fetch(url, init),
  });
  const page = new FakePage(desk);
  if (hasAccount) {
    page.link.send({ type: 'account/change', bundle: freshBundle(network) });
    await page.message('settings/state');
  }
  return { browser, desk, page };
}
