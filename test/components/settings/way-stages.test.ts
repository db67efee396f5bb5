import { describe, expect, it } from 'vitest';
import { stagesOf } from '../../../components/settings/way-stages.ts';
import type { EnclaveView } from '../../../lib/ask/index.ts';
import { opengradientEnclave } from '../../fakes/opengradient-views.ts';
import { enclave } from '../../fakes/views.ts';

function verdicts(view: EnclaveView, isConnected = true): Record<string, string> {
  return Object.fromEntries(
    stagesOf(view, isConnected).map(({ name, verdict }) => [name, verdict]),
  );
}

function refused(code: string, view = enclave()): EnclaveView {
  return { ...view, phase: 'refused', error: { code, advice: 'stop' } };
}

describe('the stages of the way', () => {
  it('are all passed when questions may be sealed', () => {
    expect([...new Set(Object.values(verdicts(enclave())))]).toEqual(['pass']);
    expect([...new Set(Object.values(verdicts(opengradientEnclave())))]).toEqual(['pass']);
  });

  it.each([
    ['relay-permission-missing', 'permission'],
    ['relay-unreachable', 'relay'],
    ['relay-timeout', 'relay'],
    ['gateway-unknown', 'relay'],
    ['key-config-invalid', 'keys'],
    ['transcript-invalid', 'transcript'],
    ['key-config-differs', 'transcript'],
    ['binding-mismatch', 'evidence'],
    ['measurement-unknown', 'evidence'],
    ['never-heard-of', 'evidence'],
  ])('end where %s belongs: %s', (code, stage) => {
    const found = stagesOf(refused(code), false);
    const index = found.findIndex(({ verdict }) => verdict === 'fail');
    expect(found[index]?.name).toBe(stage);
    expect(found.slice(index + 1).every(({ verdict }) => verdict === 'not-reached')).toBe(true);
    expect(found.slice(index + 1).every(({ said }) => said === '')).toBe(true);
    expect(found.slice(0, index).every(({ verdict }) => verdict === 'pass')).toBe(true);
  });

  it.each([
    ['chain-node-unreachable', 'nodes'],
    ['chain-disagrees', 'nodes'],
    ['chain-wrong', 'nodes'],
    ['registry-empty', 'registry'],
    ['registry-only', 'attestation'],
    ['registration-mismatch', 'attestation'],
    ['key-config-unsigned', 'key'],
  ])('of OpenGradient end where %s belongs: %s', (code, stage) => {
    expect(verdicts(refused(code, opengradientEnclave()))[stage]).toBe('fail');
  });

  it('promise nothing while they are under way', () => {
    const found = verdicts({ ...enclave(), phase: 'checking' });
    expect(found).toMatchObject({ permission: 'pass', relay: 'under-way', keys: 'not-reached' });
  });

  it('say that a relay keeps its operator to itself, and that no account is connected', () => {
    const { relayOperator, ...silent } = enclave();
    expect(relayOperator).toBeDefined();
    expect(verdicts(silent)['operator']).toBe('not-reached');
    expect(verdicts(opengradientEnclave(), false)['account']).toBe('not-reached');
  });
});
