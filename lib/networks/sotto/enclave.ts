/**
 * One look at an enclave of ours: fetched, verified against the settings' trust, written into the ledger.
 * Must never hand on an enclave but from a verdict that holds.
 */
import { judgeJob } from '../../aside/index.ts';
import type { Bytes } from '../../bytes/index.ts';
import { hasCode } from '../../errors/index.ts';
import type { Transcript } from '../../binding/index.ts';
import type { ChosenKey } from '../../ohttp/index.ts';
import type { Settings } from '../../settings/index.ts';
import { NetworkError } from '../errors.ts';
import type { NetworkEdges } from '../network.ts';
import { RefusedEnclave } from '../refused-enclave.ts';
import { trustOf } from '../trust.ts';
import type { EnclaveView, SeenKeyView } from '../view.ts';
import type { EnclaveMaterial, EnclaveVerdict, JudgeOther } from './enclave-check.ts';
import { fetchMaterial, placeOf, relayOperator } from './enclave-material.ts';
import { suitesFor } from './suites.ts';
import { readyView, refusedView } from './enclave-view.ts';
import { keyAlarm } from './key-sightings.ts';
import { noteSightings } from './sightings.ts';

/** Relay copies may be swapped between two of our fetches, and a leaf certificate may just have ended: once more. */
const WORTH_ANOTHER_LOOK: ReadonlySet<string> = new Set([
  'binding-mismatch',
  'key-config-differs',
  'certificate-expired',
]);

/** Opening the aside included; the judging itself takes a few milliseconds. */
const JUDGE_MS = 20_000;

/** What sealing to it and checking its answers takes. */
export interface VerifiedEnclave {
  readonly view: EnclaveView;
  readonly material: EnclaveMaterial;
  readonly transcript: Transcript;
  readonly transcriptHash: Bytes;
  readonly keyConfigHash: Bytes;
  readonly chosen: ChosenKey;
  readonly verifiedAtMs: number;
  readonly validUntilMs: number;
}

/** Throws RefusedEnclave after showing why. */
export async function verifyEnclave(
  edges: NetworkEdges,
  settings: Settings,
  show: (view: EnclaveView) => void,
): Promise<VerifiedEnclave> {
  const place = placeOf(edges, settings);
  const operator = relayOperator(place);
  const judgeOther = otherJudge(edges);
  const suites = suitesFor(edges);
  const checks = edges.late.checks();
  checks.catch(() => undefined);
  const look = async (): Promise<Look> => {
    const material = await fetchMaterial(edges, place);
    const now = edges.now();
    const { transcript } = material;
    const trust = await trustOf(settings, { transcript, timesMs: [now] });
    const { checkEnclave } = await checks;
    return { material, verdict: await checkEnclave(material, { trust, now, judgeOther, suites }) };
  };
  const { material, verdict: judged } = await twice(look);
  const verifiedAtMs = edges.now();
  const sightings = await noteSightings(edges, settings, judged);
  edges.onKeySeen();
  const verdict = isUnlogged(sightings.keys) ? unlogged(judged, sightings.keys) : judged;
  const { errorView } = edges;
  const about = { settings, relayOperator: await operator, checkedAtMs: verifiedAtMs, errorView };
  if (!verdict.ok) {
    show(refusedView({ ...about, ...sightings }, verdict));
    throw new RefusedEnclave(verdict.code);
  }
  const { transcript, transcriptHash, keyConfigHash, chosen } = verdict;
  return {
    ...{ transcript, transcriptHash, keyConfigHash, chosen, material, verifiedAtMs },
    view: readyView({ ...about, ...sightings }, verdict),
    validUntilMs: Math.min(verdict.facts.validUntilMs, transcript.keyValidity.untilMs - 1),
  };
}

/** In the aside; what comes back is tied to the very bytes that went in. */
function otherJudge({ aside }: NetworkEdges): JudgeOther {
  return async (evidence, question) => {
    const options = { answer: refuseAll, deadlineMs: JUDGE_MS };
    return { ...(await aside.run(judgeJob, { evidence, ...question }, options)), evidence };
  };
}

/** The job asks for nothing. */
function refuseAll(): Promise<never> {
  return Promise.reject(new NetworkError('unexpected'));
}

interface Look {
  readonly material: EnclaveMaterial;
  readonly verdict: EnclaveVerdict;
}

/** Proven absent, or a log that contradicts itself; a log that cannot be read is no more than a warning. */
export function isUnlogged(keys: readonly SeenKeyView[]): boolean {
  const code = keyAlarm(keys);
  return code === 'key-not-logged' || code === 'log-split-view';
}

function unlogged(verdict: EnclaveVerdict, keys: readonly SeenKeyView[]): EnclaveVerdict {
  const { kind, steps, chain, facts } = verdict;
  return { ok: false, kind, code: keyAlarm(keys) ?? 'key-not-logged', steps, chain, facts };
}

/** Looks, and once more after what a second look may clear up. */
async function twice(look: () => Promise<Look>): Promise<Look> {
  try {
    const first = await look();
    if (first.verdict.ok || !WORTH_ANOTHER_LOOK.has(first.verdict.code)) return first;
  } catch (thrown) {
    // A relay that has just learnt of a restarted gateway says so once, and has the new pair the next time.
    if (!hasCode(thrown, 'gateway-unreachable')) throw thrown;
  }
  return look();
}
