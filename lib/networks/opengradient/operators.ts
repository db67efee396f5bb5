/** Who runs relay and gateway, where that is public: one company both (protocol notes, sections 4.4 and 10.16). */
import { NETWORK_DEFAULTS } from '../../opengradient/index.ts';
import type { EnclaveView } from '../view.ts';

const COMPANY = 'OpenGradient';

/** Of a relay that somebody else set up nothing is known. */
export function operatorsOf(
  relayUrl: string,
): Pick<EnclaveView, 'relayOperator' | 'gatewayOperator'> {
  if (relayUrl !== NETWORK_DEFAULTS.relayUrl) return {};
  return { relayOperator: COMPANY, gatewayOperator: COMPANY };
}
