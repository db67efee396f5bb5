/** A whole stack on loopback with a model server and a device's view of it, gone when the test is over. */
import { onTestFinished } from 'vitest';
import { startStack, type Stack, type StackOptions } from '../../stack/stack.ts';
import { verifyEnclave, type Enclave, type Trust } from './device.ts';
import { startModelServer, type ModelServer, type ModelServerOptions } from './model-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface Desk {
  readonly stack: Stack;
  readonly model: ModelServer;
  /** The gateway's resource at the relay. */
  readonly url: string;
  readonly trust: Trust;
  readonly enclave: Enclave;
}

export async function openDesk(
  model: ModelServerOptions = {},
  options: Partial<StackOptions> = {},
): Promise<Desk> {
  const server = await startModelServer(model);
  onTestFinished(() => server.close());
  const folder = await temporaryFolder();
  const stack = await startStack({ folder, modelUrl: server.url, beatMs: 1, ...options });
  onTestFinished(() => stack.close());
  const url = `${stack.relayUrl}/g/${stack.gatewayName}`;
  const trust = { anchors: [stack.developmentRoot], measurements: [stack.measurement] };
  return { stack, model: server, url, trust, enclave: await verifyEnclave(url, trust) };
}

/** Waits for what another part does in its own time. */
export async function until(holds: () => boolean, timeoutMs = 10_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error('it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
