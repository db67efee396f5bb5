/** An enclave of the OpenGradient network as the screens see one. */
import type { EnclaveView } from '../../lib/ask/index.ts';
import { enclave, NOW_MS } from './views.ts';

export function opengradientEnclave(change: Partial<EnclaveView> = {}): EnclaveView {
  const teeId = `0x${'f69e1a903db385a7'.repeat(4)}`;
  return {
    ...enclave(),
    network: 'opengradient',
    relayHost: 'chat-api.opengradient.ai',
    relayOperator: 'OpenGradient',
    gatewayOperator: 'OpenGradient',
    gatewayName: teeId.slice(2),
    evidenceTimeMs: NOW_MS - 5 * 3_600_000,
    keyId: 1,
    registry: {
      attested: 'here',
      chainId: 10740,
      address: '0x703cB174AEadB35D611858369B4b1111dC9Abda6',
      block: 4_211_933,
      nodes: ['ogevmdevnet.opengradient.ai', 'rpc.example.org'],
      teeId,
      endpoint: 'https://13.59.207.188',
      pcrHash: `0x${'8082af22571613ea'.repeat(4)}`,
      registeredAtMs: NOW_MS - 5 * 3_600_000,
      heartbeatAtMs: NOW_MS - 260_000,
      transaction: `0x${'1b243ae6c0ffee00'.repeat(4)}`,
    },
    models: [
      {
        id: 'gpt-5-mini',
        upstream: 'OpenAI',
        place: 'third-party',
        isLanguageModel: true,
        contextTokens: 0,
        price: { currency: 'USD', perMillionInput: '0.25', perMillionOutput: '2' },
      },
    ],
    ...change,
  };
}
