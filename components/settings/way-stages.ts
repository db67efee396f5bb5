/**
 * The whole way to an enclave as stages, read from what is known of it: which were passed, at which it ended. Pure.
 * Must never call a stage passed that comes after one that was not.
 */
import type { EnclaveView } from '../../lib/ask/index.ts';

export interface Stage {
  readonly name: string;
  readonly verdict: 'pass' | 'fail' | 'under-way' | 'not-reached';
  /** What it showed: a host, an operator, a key; '' where there is nothing to say. */
  readonly said: string;
}

const SOTTO = ['permission', 'relay', 'operator', 'keys', 'transcript', 'evidence', 'verified'];
const OPENGRADIENT = [
  ...['permission', 'nodes', 'registry', 'attestation', 'key', 'verified', 'account'],
];

/** Where a refusal with this code happened; what stands here under no stage is of the evidence. */
const PLACES: readonly (readonly [stage: string, codes: RegExp])[] = [
  ['permission', /^relay-permission-missing$/],
  ['relay', /^(relay-|gateway-(unknown|unreachable)|offline$)/],
  ['nodes', /^chain-(node-|wrong|disagrees)/],
  ['registry', /^(registry-empty|chain-data-invalid)$/],
  ['key', /^key-config-unsigned$/],
  ['keys', /^key-config-(invalid|unsupported)$/],
  ['transcript', /^(transcript|statement)-|^key-config-differs$/],
];

export function stagesOf(enclave: EnclaveView, isConnected: boolean): Stage[] {
  const names = enclave.network === 'opengradient' ? OPENGRADIENT : SOTTO;
  const end = endOf(enclave, names);
  return names.map((name, index) => {
    const said = index <= end.index ? saidOf(name, enclave) : '';
    if (name === 'account') return { name, said, verdict: isConnected ? 'pass' : 'not-reached' };
    // A relay need not say who runs it.
    if (name === 'operator' && said === '' && index < end.index) {
      return { name, said, verdict: 'not-reached' };
    }
    if (index < end.index) return { name, said, verdict: 'pass' };
    return { name, said, verdict: index === end.index ? end.verdict : 'not-reached' };
  });
}

function endOf(
  { phase, error }: EnclaveView,
  names: readonly string[],
): { index: number; verdict: Stage['verdict'] } {
  const last = names.indexOf('verified');
  if (phase === 'ready') return { index: last, verdict: 'pass' };
  // What is fetched is fetched at once: until the verdict only the permission is known to be there.
  if (phase === 'checking') return { index: 1, verdict: 'under-way' };
  const place = PLACES.find(
    ([name, codes]) => names.includes(name) && codes.test(error?.code ?? ''),
  );
  const otherwise = names.findIndex((name) => name === 'evidence' || name === 'attestation');
  return { index: place ? names.indexOf(place[0]) : otherwise, verdict: 'fail' };
}

function saidOf(name: string, enclave: EnclaveView): string {
  const { relayHost = '', relayOperator = '', registry, keyId, gatewayName = '' } = enclave;
  switch (name) {
    case 'permission':
    case 'relay':
      return relayHost;
    case 'operator':
      return relayOperator;
    case 'nodes':
      return registry?.nodes.join(', ') ?? '';
    case 'registry':
      return registry?.address ?? '';
    case 'keys':
    case 'key':
      return keyId === undefined ? '' : String(keyId);
    case 'transcript':
      return gatewayName;
    default:
      return '';
  }
}
