/** Late parts without scripts: the real ones, there at once. */
import type { Edges } from '../../lib/ask/index.ts';
import { opengradientPart } from '../../lib/networks/opengradient/index.ts';
import { sottoChecks } from '../../lib/networks/sotto/checks.ts';
import { HYBRID_KEM } from '../../lib/ohttp/hybrid/index.ts';

export const latePartsAtOnce: Edges['late'] = {
  checks: () => Promise.resolve(sottoChecks),
  hybrid: () => Promise.resolve(HYBRID_KEM),
  opengradient: () => Promise.resolve(opengradientPart),
};
