/** The emulated network of a test file, with a folder of its own that goes when the network closes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOpengradient } from '../../../stack/opengradient/start-opengradient.ts';
import type {
  EmulatedNetwork,
  NetworkOptions,
} from '../../../stack/opengradient/start-opengradient.ts';

/** Deploying to a new chain on a busy machine. */
export const START_MS = 120_000;

export async function openNetwork(
  options: Omit<NetworkOptions, 'folder'> = {},
): Promise<EmulatedNetwork> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-network-'));
  const network = await startOpengradient({ folder, ...options });
  const close = async (): Promise<void> => {
    await network.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...network, close };
}
