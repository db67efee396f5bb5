/**
 * One kept proof, opened and checked again, as the screens show it.
 * Must never repeat a recorded verdict as its own: what an opened proof shows comes from a re-run.
 */
import {
  viewOfCode,
  type ChainLinkView,
  type CostView,
  type EnclaveView,
  type ProofDetail,
} from '../ask/index.ts';
import { PHASES } from '../messages/index.ts';
import {
  chainView,
  modelView,
  sourceOf,
  trustOf,
  type SourcedTrust,
  type TrustQuestion,
} from '../networks/index.ts';
import {
  reverify,
  type KeptAsk,
  type ProofFacts,
  type ProofReader,
  type Recheck,
} from '../proofs/index.ts';
import { parseStatement } from '../opengradient/index.ts';
import { registryKeyOf, type Settings } from '../settings/index.ts';

/** Opens a proof and runs every check again under the present settings' trust, as of the recorded time. */
export async function openProof(
  proofs: ProofReader,
  settings: Settings,
  { id, now }: { id: string; now: number },
): Promise<ProofDetail> {
  const kept = await proofs.open(id);
  const trust = await trustOf(settings, auditOf(kept, settings, now));
  return detailOf(kept, await reverify(kept, trust), trust);
}

function auditOf({ facts, imported }: KeptAsk, settings: Settings, now: number): TrustQuestion {
  const none = new Uint8Array(0);
  if (facts === null) return { transcript: none, timesMs: [now] };
  if (facts.network === 'opengradient') {
    const { verifiedAtMs } = facts;
    // Nobody knows from which registry's list somebody else asked.
    const place = registryKeyOf(
      imported === undefined ? parseStatement(facts.transcript) : settings.opengradient,
    );
    return { transcript: none, timesMs: [verifiedAtMs, now], place };
  }
  const { transcript, verifiedAtMs, relayHost, gatewayName } = facts;
  // Nobody knows over which relay somebody else asked.
  if (imported !== undefined) return { transcript, timesMs: [verifiedAtMs, now] };
  return { transcript, timesMs: [verifiedAtMs, now], place: `${relayHost}|${gatewayName}` };
}

function detailOf(kept: KeptAsk, recheck: Recheck, trust: SourcedTrust): ProofDetail {
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
    ...(facts?.network === undefined ? {} : { network: facts.network }),
    ...(kept.imported === undefined ? {} : { imported: kept.imported }),
    ...(text.thread === undefined ? {} : { thread: text.thread }),
    question: text.question,
    quote: text.quote,
    url: text.url,
    answer: text.answer,
    ...(text.hidden === undefined ? {} : { hidden: text.hidden }),
    phase: PHASES.find((phase) => phase === kept.phase) ?? 'failed',
    ...(error === null ? {} : { error }),
    enclave: enclaveOf(kept, recheck, trust),
    relayHost: facts?.relayHost ?? '',
    keyId: facts?.keyId ?? 0,
    steps: recheck.steps,
    ...costOf(kept),
  };
}

/** By the record of the ask; for the cost nothing is claimed that a check stands behind. */
function costOf({ about }: KeptAsk): { cost?: CostView } {
  if (about === undefined || about.currency === '') return {};
  const { currency, amount, usd } = about;
  if (currency !== 'OPG') return { cost: { currency, amount } };
  return { cost: { opg: amount, ...(usd === undefined ? {} : { usd }) } };
}

function enclaveOf({ facts }: KeptAsk, recheck: Recheck, trust: SourcedTrust): EnclaveView {
  const { measurement, releaseName, evidenceTimeMs, transcript, keyConfigHashHex } = recheck;
  if (facts === null) return { phase: 'unset' };
  const statement = transcript?.statement;
  return {
    phase: recheck.states.enclave === 'fails' ? 'refused' : 'ready',
    ...registryOf(facts, recheck),
    relayHost: facts.relayHost,
    gatewayName: facts.gatewayName,
    checkedAtMs: facts.verifiedAtMs,
    keyId: facts.keyId,
    isDevelopmentRoot: recheck.isDevelopmentRoot,
    steps: recheck.steps,
    ...kindOf(recheck),
    chain: chainOf(facts, recheck),
    ...(measurement === null ? {} : { measurement }),
    ...(releaseName === null ? {} : { releaseName }),
    ...sourceOf(trust, measurement),
    ...(evidenceTimeMs === null ? {} : { evidenceTimeMs }),
    ...(keyConfigHashHex === null ? {} : { keyConfigHashHex }),
    ...(recheck.code === null ? {} : { error: viewOfCode(recheck.code) }),
    ...(statement === undefined
      ? {}
      : {
          gatewayOperator: statement.operator,
          build: statement.build,
          models: statement.models.map(modelView),
        }),
  };
}

const ATTESTED = {
  holds: 'here',
  registry: 'registry',
  pending: 'registry',
  fails: 'refused',
} as const;

/** What the registry had said of the enclave, and how much of it was checked again. */
function registryOf(
  { network, transcript }: ProofFacts,
  { states }: Recheck,
): Partial<EnclaveView> {
  if (network !== 'opengradient') return {};
  const { row, chainId, registryAddress, block, nodes, transaction } = parseStatement(transcript);
  const { teeId, endpoint, pcrHash, registeredAt, lastHeartbeatAt } = row;
  return {
    network,
    registry: {
      attested: ATTESTED[states.enclave],
      // A proof from a file stands on no chain.
      ...{ chainId, address: chainId === 0 ? '' : registryAddress, block, nodes: [...nodes] },
      ...{ teeId, endpoint, pcrHash },
      registeredAtMs: Number(registeredAt) * 1000,
      heartbeatAtMs: Number(lastHeartbeatAt) * 1000,
      ...(transaction === '' ? {} : { transaction }),
    },
  };
}

function kindOf({ evidence }: Recheck): Partial<EnclaveView> {
  return evidence === null || evidence.kind === 'aws-nitro' ? {} : { kind: evidence.kind };
}

/** The links as of the recorded time, down to the key that this answer was sealed for. */
function chainOf(
  { verifiedAtMs, transcript, keyId }: ProofFacts,
  { evidence, transcript: read }: Recheck,
): ChainLinkView[] {
  if (evidence === null) return [];
  return chainView({
    evidence,
    atMs: verifiedAtMs,
    transcript,
    keyConfig: read?.keyConfig ?? null,
    keyVerdict: read === null ? 'fail' : 'pass',
    keyId,
  });
}
