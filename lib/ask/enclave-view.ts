/** What the screens show of a verdict. Must never show more of a refused enclave than its signature covers. */
import { toHex } from '../bytes/index.ts';
import { relayHostOf, type Settings } from '../settings/index.ts';
import type { EnclaveFacts, EnclaveVerdict } from './enclave-check.ts';
import { viewOfCode } from './error-table.ts';
import type { EnclaveView, SeenView, StepView } from './view.ts';

interface About {
  readonly settings: Settings;
  readonly relayOperator: string;
  readonly checkedAtMs: number;
  /** The ledger of this gateway, most recent first. */
  readonly seen: readonly SeenView[];
}

export function readyView(
  about: About,
  verdict: EnclaveVerdict & { ok: true },
  isKeyChanged: boolean,
): EnclaveView {
  const { statement } = verdict.transcript;
  return {
    phase: 'ready',
    ...aboutView(about),
    ...factsView(verdict.facts),
    gatewayOperator: statement.operator,
    build: statement.build,
    keyId: verdict.chosen.config.keyId,
    keyConfigHashHex: toHex(verdict.keyConfigHash),
    isKeyChanged,
    models: statement.models.map((model) => ({ ...model, price: { ...model.price } })),
    steps: [...verdict.steps, seenBefore(isKeyChanged)],
    chain: verdict.chain,
  };
}

export function refusedView(about: About, verdict: EnclaveVerdict & { ok: false }): EnclaveView {
  return {
    phase: 'refused',
    ...aboutView(about),
    ...(verdict.facts === null ? {} : factsView(verdict.facts)),
    steps: verdict.steps,
    chain: verdict.chain,
    error: viewOfCode(verdict.code),
  };
}

function aboutView({ settings, relayOperator, checkedAtMs, seen }: About): Partial<EnclaveView> {
  return {
    relayHost: relayHostOf(settings.relayUrl),
    relayOperator,
    gatewayName: settings.gatewayName,
    checkedAtMs,
    seen: [...seen],
  };
}

function factsView(facts: EnclaveFacts): Partial<EnclaveView> {
  const { measurement, releaseName, releaseSource, evidenceTimeMs, isDevelopmentRoot } = facts;
  return {
    measurement,
    evidenceTimeMs,
    isDevelopmentRoot,
    ...(releaseName === null ? {} : { releaseName }),
    ...(releaseSource === null ? {} : { releaseSource }),
  };
}

/** A changed key is an event to see, not a failure: keys rotate. */
function seenBefore(isKeyChanged: boolean): StepView {
  const detail = isKeyChanged
    ? 'differs from what this device saw last'
    : 'as this device saw last';
  return { name: 'key-seen-before', verdict: 'pass', detail };
}
