/** What the screens show of a verdict. Must never show more of a refused enclave than its signature covers. */
import { purseIdOf } from './credits.ts';
import type { StatementModel } from '../../binding/index.ts';
import { toHex } from '../../bytes/index.ts';
import { relayHostOf, type Settings } from '../../settings/index.ts';
import type { EnclaveFacts, EnclaveVerdict } from './enclave-check.ts';
import { keyAlarm } from './key-sightings.ts';
import type {
  EnclaveView,
  ErrorView,
  ModelView,
  SeenKeyView,
  SeenView,
  StepView,
} from '../view.ts';

type ErrorViews = (code: string) => ErrorView;

interface About {
  readonly errorView: ErrorViews;
  readonly settings: Settings;
  readonly relayOperator: string;
  readonly checkedAtMs: number;
  /** The ledger of this gateway, most recent first. */
  readonly seen: readonly SeenView[];
  readonly keys: readonly SeenKeyView[];
  readonly isKeyChanged: boolean;
}

export function readyView(about: About, verdict: EnclaveVerdict & { ok: true }): EnclaveView {
  const { statement, keyValidity, logOrigin, logVerifierKey } = verdict.transcript;
  const id = purseIdOf(statement);
  const { isKeyChanged } = about;
  return {
    phase: 'ready',
    ...aboutView(about),
    ...kindView(verdict),
    ...factsView(verdict.facts),
    gatewayOperator: statement.operator,
    build: statement.build,
    keyId: verdict.chosen.config.keyId,
    keyConfigHashHex: toHex(verdict.keyConfigHash),
    isKeyChanged,
    keyUntilMs: keyValidity.untilMs,
    models: statement.models.map(modelView),
    steps: [...verdict.steps, seenBefore(isKeyChanged)],
    chain: verdict.chain,
    ...(id && { credits: { ...id, logOrigin, logVerifierKey } }),
  };
}

export function refusedView(about: About, verdict: EnclaveVerdict & { ok: false }): EnclaveView {
  return {
    phase: 'refused',
    ...aboutView(about),
    ...kindView(verdict),
    ...(verdict.facts === null ? {} : factsView(verdict.facts)),
    steps: verdict.steps,
    chain: verdict.chain,
    error: about.errorView(verdict.code),
  };
}

/** The list of keys and what it tells of the first of them. */
export function keysView(
  keys: readonly SeenKeyView[],
  errorView: ErrorViews,
): Partial<EnclaveView> {
  const alarm = keyAlarm(keys);
  return {
    keysSeen: [...keys],
    ...(alarm === undefined ? {} : { keyAlarm: errorView(alarm) }),
  };
}

function aboutView(about: About): Partial<EnclaveView> {
  const { settings, relayOperator, checkedAtMs, seen, keys } = about;
  return {
    relayHost: relayHostOf(settings.relayUrl),
    relayOperator,
    gatewayName: settings.gatewayName,
    checkedAtMs,
    seen: [...seen],
    ...keysView(keys, about.errorView),
  };
}

function kindView({ kind }: EnclaveVerdict): Partial<EnclaveView> {
  return kind === 'aws-nitro' ? {} : { kind };
}

function factsView(facts: EnclaveFacts): Partial<EnclaveView> {
  const { measurement, releaseName, source, evidenceTimeMs, isDevelopmentRoot } = facts;
  return {
    measurement,
    isDevelopmentRoot,
    ...(evidenceTimeMs === null ? {} : { evidenceTimeMs }),
    ...(releaseName === null ? {} : { releaseName }),
    ...source,
  };
}

/** A changed key is an event to see, not a failure: keys rotate. */
function seenBefore(isKeyChanged: boolean): StepView {
  const detail = isKeyChanged
    ? 'differs from what this device saw last'
    : 'as this device saw last';
  return { name: 'key-seen-before', verdict: 'pass', detail };
}

export function modelView({ failover, ...model }: StatementModel): ModelView {
  const further = failover === undefined ? {} : { failover: [...failover] };
  return { ...model, price: { ...model.price }, ...further };
}
