/** What every installation asks for, in this order: against computers that do not exist yet where the gateway can. */
import { hybridSuite, PRODUCT_SUITE, type Suite } from '../../ohttp/index.ts';
import type { NetworkEdges } from '../network.ts';

export function suitesFor({ late }: Pick<NetworkEdges, 'late'>): readonly [Suite, ...Suite[]] {
  return [hybridSuite(late.hybrid), PRODUCT_SUITE];
}
