/** Pure readings of who stands on the way of a question. */
import type { EnclaveView } from '../../lib/ask/index.ts';

/** The operator that runs both relay and gateway, by their own words; such a one could join address and text. */
export function sharedOperator(enclave: EnclaveView): string | undefined {
  const { relayOperator, gatewayOperator } = enclave;
  if (!relayOperator || !gatewayOperator) return undefined;
  const isSame = relayOperator.trim().toLowerCase() === gatewayOperator.trim().toLowerCase();
  return isSame ? gatewayOperator : undefined;
}
