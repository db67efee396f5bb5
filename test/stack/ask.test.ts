import { describe, expect, it, onTestFinished } from 'vitest';
import { startStack, type Stack, type StackOptions } from '../../stack/stack.ts';
import { ask, verifyEnclave, type Enclave } from '../fakes/device.ts';
import { startModelServer, type ModelServer, type ModelServerOptions } from '../fakes/model-server.ts';
import { temporaryFolder } from '../fakes/temporary-folder.ts';

interface Desk {
  readonly stack: Stack;
  readonly model: ModelServer;
  readonly url: string;
  readonly enclave: Enclave;
}

async function openDesk(
  model: ModelServerOptions = {},
  options: Partial<StackOptions> = {},
): Promise<Desk> {
  const server = await startModelServer(model);
  onTestFinished(() => server.close());
  const folder = await temporaryFolder();
  const stack = await startStack({ folder, modelUrl: server.url, beatMs: 2, ...options });
  onTestFinished(() => stack.close());
  const url = `${stack.relayUrl}/g/${stack.gatewayName}`;
  const trust = { anchors: [stack.developmentRoot], measurements: [stack.measurement] };
  return { stack, model: server, url, enclave: await verifyEnclave(url, trust) };
}

describe('one ask, end to end', () => {
  it('is verified, sealed, relayed, answered, and its receipt holds', async () => {
    const { model, url, enclave } = await openDesk();
    const answer = await ask(url, enclave, { question: 'Which colour has the harbour tower?' });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('harbour tower');
    expect(answer.receipt).toMatchObject({ ok: true });
    expect(model.requests).toHaveLength(1);
  });
});
