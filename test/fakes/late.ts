/** Late parts without scripts: the real ones, there at once. */
import type { Edges } from '../../lib/ask/index.ts';
import { opengradientPart } from '../../lib/networks/opengradient/index.ts';
import { HYBRID_KEM } from '../../lib/ohttp/hybrid/index.ts';

export const latePartsAtOnce: Edges['late'] = {
  hybrid: () => Promise.resolve(HYBRID_KEM),
  opengradient: () => Promise.resolve(opengradientPart),
};
