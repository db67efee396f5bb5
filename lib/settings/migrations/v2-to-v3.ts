/**
 * Version 3 knows more than one network, and whoever had a relay of ours goes on asking over it; it hides hard
 * identifiers before sealing, and lets quick actions be arranged.
 */
export function v2ToV3(settings: Record<string, unknown>): Record<string, unknown> {
  return {
    ...settings,
    version: 3,
    network: 'sotto',
    redaction: {
      kinds: ['email', 'phone', 'card', 'iban', 'id', 'key', 'address'],
      words: [],
    },
    actions: [],
    opengradient: {
      relayUrl: 'https://chat-api.opengradient.ai',
      rpcUrls: ['https://ogevmdevnet.opengradient.ai'],
      chainId: 10740,
      registryAddress: '0x703cB174AEadB35D611858369B4b1111dC9Abda6',
      teeType: 0,
      heartbeatMaxAgeSeconds: 0,
      builds: 'allowed',
      pinnedPcrHashes: [],
      recheck: 'required',
      hashesReasoningEffort: false,
      settlementAddress: '',
      aggregatorUrl: '',
      model: '',
      maxTokens: 0,
    },
  };
}
