/** The networks that can be asked, by the name that the settings give them. */
import type { NetworkId } from '../settings/index.ts';
import type { Network, NetworkEdges } from './network.ts';
import { opengradientNetwork } from './opengradient/opengradient.ts';
import { sottoNetwork } from './sotto/sotto.ts';

export type Networks = Readonly<Record<NetworkId, Network>>;

export function createNetworks(edges: NetworkEdges): Networks {
  return { sotto: sottoNetwork(edges), opengradient: opengradientNetwork(edges) };
}
