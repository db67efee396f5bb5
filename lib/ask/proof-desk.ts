/**
 * The kept proofs as the screens ask for them: a list, one opened and checked again, one forgotten.
 * Must never repeat a recorded verdict as its own: what an opened proof shows comes from a re-run.
 */
import { reverify, type KeptAsk, type ProofStore, type Recheck } from '../proofs/index.ts';
import type { Settings } from '../settings/index.ts';
import { trustOf } from './enclave-check.ts';
import { viewOfCode } from './error-table.ts';
import type { EnclaveView, ProofDetail } from './view.ts';
import type { FromWorker } from '../messages/index.ts';

export async function listProofs(
  proofs: ProofStore,
  search: string,
  limit: number,
): Promise<FromWorker> {
  const { total, items } = await proofs.list({ search, limit });
  return { type: 'proofs/list', search, total, items };
}

/** Opens a proof and runs every check again under the present settings' trust, as of the recorded time. */
export async function openProof(
  proofs: ProofStore,
  settings: Settings,
  id: string,
): Promise<ProofDetail> {
  const kept = await proofs.open(id);
  return detailOf(kept, await reverify(kept, trustOf(settings)));
}

const PHASES = [
  'verifying',
  'sealing',
  'waiting',
  'streaming',
  'done',
  'stopped',
  'interrupted',
  'refused',
  'failed',
] as const;

function detailOf(kept: KeptAsk, recheck: Recheck): ProofDetail {
  const { text, facts } = kept;
  const error = recheck.code === null ? kept.error : viewOfCode(recheck.code);
  return {
    id: kept.id,
    createdAtMs: kept.createdAtMs,
    questionPreview: text.question.slice(0, 160),
    quotePreview: text.quote.slice(0, 160),
    host: URL.canParse(text.url) ? new URL(text.url).host : '',
    model: kept.model,
    states: recheck.states,
    isDevelopmentRoot: recheck.isDevelopmentRoot,
    question: text.question,
    quote: text.quote,
    answer: text.answer,
    phase: PHASES.find((phase) => phase === kept.phase) ?? 'failed',
    ...(error === null ? {} : { error }),
    enclave: enclaveOf(kept, recheck),
    relayHost: facts?.relayHost ?? '',
    keyId: facts?.keyId ?? 0,
    steps: recheck.steps,
  };
}

function enclaveOf({ facts }: KeptAsk, recheck: Recheck): EnclaveView {
  const { measurement, releaseName, evidenceTimeMs, transcript, keyConfigHashHex } = recheck;
  if (facts === null) return { phase: 'unset' };
  const statement = transcript?.statement;
  return {
    phase: recheck.states.enclave === 'holds' ? 'ready' : 'refused',
    relayHost: facts.relayHost,
    gatewayName: facts.gatewayName,
    checkedAtMs: facts.verifiedAtMs,
    keyId: facts.keyId,
    isDevelopmentRoot: recheck.isDevelopmentRoot,
    steps: recheck.steps,
    ...(measurement === null ? {} : { measurement }),
    ...(releaseName === null ? {} : { releaseName }),
    ...(evidenceTimeMs === null ? {} : { evidenceTimeMs }),
    ...(keyConfigHashHex === null ? {} : { keyConfigHashHex }),
    ...(recheck.code === null ? {} : { error: viewOfCode(recheck.code) }),
    ...(statement === undefined
      ? {}
      : {
          gatewayOperator: statement.operator,
          build: statement.build,
          models: statement.models.map((model) => ({ ...model, price: { ...model.price } })),
        }),
  };
}
