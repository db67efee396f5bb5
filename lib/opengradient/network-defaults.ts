/**
 * Where the network was last seen, and what of it is published (sections 1.1, 4.1, 7). All of it is a default of a
 * setting: addresses have moved before, and a login bundle may name others.
 * Must never be relied on: what is undefined here is unknown to us, and stays off until a person fills it in.
 */

export const NETWORK_DEFAULTS = {
  rpcUrls: ['https://ogevmdevnet.opengradient.ai'],
  chainId: 10740,
  registryAddress: '0x703cB174AEadB35D611858369B4b1111dC9Abda6',
  relayUrl: 'https://chat-api.opengradient.ai',
  relayPath: '/api/v1/chat/ohttp',
  /** Seconds; the contract's own default, to be replaced by what `heartbeatMaxAge()` says. */
  heartbeatMaxAgeSeconds: 1800,
  registryRefreshSeconds: 300,
  /** Not published: without it no settlement is looked for. */
  settlementAddress: undefined,
  /** Not published with certainty: without it no blob is fetched. */
  aggregatorUrl: undefined,
  /** Not published: without any, every build that the registry approves is taken. */
  pinnedPcrHashes: [],
} as const;
