/**
 * Finds an enclave of the OpenGradient network whose registration holds: the aside reads the registry, where it checks
 * again what the chain had checked; here stands the one door to the nodes.
 * Must never hand on an enclave that the person's settings do not allow.
 */
import { registryJob, type NodeCall, type RegistryFinding } from '../../aside/index.ts';
import { imageText } from '../../attestation/index.ts';
import type { Bytes } from '../../bytes/index.ts';
import { CodedError } from '../../errors/index.ts';
import { callNode } from '../../relay/index.ts';
import { gatewayKeyOf, relayHostOf, type Settings } from '../../settings/index.ts';
import type { NetworkEdges } from '../network.ts';
import { RefusedEnclave } from '../refused-enclave.ts';
import { operatorsOf } from './operators.ts';
import { seenView } from '../sotto/sightings.ts';
import { sourceOf, trustOf, type SourcedTrust } from '../trust.ts';
import type { EnclaveView, RegistryView, SeenView, StepView } from '../view.ts';

export interface FoundEnclave {
  readonly view: EnclaveView;
  readonly verdict: 'holds' | 'registry';
  readonly teeId: string;
  readonly block: number;
  /** What the registry said, for the seal and for keeping. */
  readonly statement: Bytes;
  readonly document: Bytes;
  readonly active: readonly string[];
  readonly verifiedAtMs: number;
}

const DEADLINE_MS = 120_000;

/** Throws RefusedEnclave after showing why. */
export async function findEnclave(
  edges: NetworkEdges,
  settings: Settings,
  show: (view: EnclaveView) => void,
): Promise<FoundEnclave> {
  const trust = await trustOf(settings, {
    transcript: new Uint8Array(0),
    timesMs: [edges.now()],
  });
  const finding = await look(edges, settings, trust);
  const verifiedAtMs = edges.now();
  const seen = await noteImage(edges, settings, finding);
  const view = viewOf({ settings, finding, trust, seen, verifiedAtMs });
  const code = codeOf(finding, settings);
  if (code !== null) {
    show({ ...view, phase: 'refused', error: edges.errorView(code) });
    throw new RefusedEnclave(code);
  }
  const { statement, document, active, row } = finding;
  return {
    view: { ...view, phase: 'ready' },
    verdict: finding.state === 'here' ? 'holds' : 'registry',
    ...{
      teeId: row.shown.teeId,
      block: row.shown.block,
      statement,
      document,
      active,
      verifiedAtMs,
    },
  };
}

function codeOf({ state, code }: RegistryFinding, { opengradient }: Settings): string | null {
  if (state === 'refused') return code ?? 'unexpected';
  return state === 'registry' && opengradient.recheck === 'required' ? 'registry-only' : null;
}

function look(
  edges: NetworkEdges,
  { opengradient }: Settings,
  trust: SourcedTrust,
): Promise<RegistryFinding> {
  const { rpcUrls, chainId, registryAddress, teeType, heartbeatMaxAgeSeconds } = opengradient;
  const input = {
    ...{ chainId, registryAddress, teeType, heartbeatMaxAgeSeconds },
    model: opengradient.model,
    isRecheckRequired: opengradient.recheck === 'required',
    nowMs: edges.now(),
    seed: edges.random(64),
    nodeHosts: rpcUrls.map(relayHostOf),
    trustAnchors: trust.trustAnchors,
    measurements: trust.images.flatMap((image) => {
      if (!('pcr0' in image)) return [];
      const { pcr0, pcr1, pcr2, release } = image;
      return [{ ...{ pcr0, pcr1, pcr2 }, ...(release === undefined ? {} : { release }) }];
    }),
    pinnedPcrHashes: opengradient.pinnedPcrHashes,
    allowsApproved: opengradient.builds === 'approved',
  };
  const answer = (call: NodeCall): Promise<unknown> => callSettingsNode(edges, rpcUrls, call);
  return edges.aside.run(registryJob, input, { answer, deadlineMs: DEADLINE_MS });
}

/** A node call of the aside's, over the one door. */
export function callSettingsNode(
  { fetch }: Pick<NetworkEdges, 'fetch'>,
  rpcUrls: readonly string[],
  { node, method, params }: NodeCall,
): Promise<unknown> {
  const url = rpcUrls[node];
  if (url === undefined) return Promise.reject(new CodedError('chain-node-unreachable'));
  return callNode({ fetch, url }, method, params, new AbortController().signal);
}

/** As with our own gateways: an image is written down as soon as its signature holds and policy alone refuses it. */
async function noteImage(
  edges: NetworkEdges,
  settings: Settings,
  { facts, state, code }: RegistryFinding,
): Promise<SeenView[]> {
  const gateway = gatewayKeyOf(settings);
  try {
    if (facts !== null && (state !== 'refused' || code === 'measurement-unknown')) {
      const { pcr0, pcr1, pcr2 } = facts;
      const value = imageText({ pcr0, pcr1, pcr2 });
      await edges.proofs.noteSighting({ gateway, kind: 'measurement', value }, edges.now());
    }
    const seen = await edges.proofs.sightingsAt(gateway, 'measurement');
    return seen.flatMap(seenView);
  } catch {
    return [];
  }
}

interface About {
  readonly settings: Settings;
  readonly finding: RegistryFinding;
  readonly trust: SourcedTrust;
  readonly seen: SeenView[];
  readonly verifiedAtMs: number;
}

function viewOf({ settings, finding, trust, seen, verifiedAtMs }: About) {
  const { relayUrl } = settings.opengradient;
  const { facts, steps, row } = finding;
  const measurement = facts && { pcr0: facts.pcr0, pcr1: facts.pcr1, pcr2: facts.pcr2 };
  return {
    network: 'opengradient' as const,
    relayHost: relayHostOf(relayUrl),
    ...operatorsOf(relayUrl),
    gatewayName: row.shown.teeId.slice(2),
    checkedAtMs: verifiedAtMs,
    keyId: row.keyId,
    seen,
    registry: registryOf(settings, finding),
    models: finding.models,
    steps: steps.map(stepView),
    ...(facts === null
      ? {}
      : { evidenceTimeMs: facts.documentTimeMs, isDevelopmentRoot: facts.isDevelopmentRoot }),
    ...(measurement === null ? {} : { measurement }),
    ...(typeof facts?.release === 'string' ? { releaseName: facts.release } : {}),
    ...sourceOf(trust, measurement),
  };
}

function stepView({ name, verdict, detail, bytesHex }: RegistryFinding['steps'][number]): StepView {
  return bytesHex === '' ? { name, verdict, detail } : { name, verdict, detail, bytesHex };
}

function registryOf({ opengradient }: Settings, { row, state }: RegistryFinding): RegistryView {
  return {
    ...row.shown,
    attested: state,
    chainId: opengradient.chainId,
    address: opengradient.registryAddress,
  };
}
