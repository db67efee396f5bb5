/**
 * The job of looking at the OpenGradient registry: from the settings' rules to one enclave with all that was checked of
 * it. Calls of chain nodes are asked of the worker, which sends them; the sums and the signatures are done here.
 */
import {
  lookAtRegistry,
  NODE_METHODS,
  parseStatement,
  publishedModels,
  type NodeMethod,
  type Recheck,
  type RecheckStep,
  type RegistryLook,
  type RegistryRules,
  type RegistryStatement,
} from '../opengradient/index.ts';
import { toHex, type Bytes } from '../bytes/index.ts';
import { count, flag, list, nullable, oneOf, record, text, type Parser } from '../shape/index.ts';
import type { Job, Work } from './job.ts';
import { bytes } from './wire.ts';

/** One call of a chain node, by its place among the settings' nodes. */
export interface NodeCall {
  readonly node: number;
  readonly method: NodeMethod;
  readonly params: readonly unknown[];
}

export interface RegistryFacts {
  readonly pcr0: string;
  readonly pcr1: string;
  readonly pcr2: string;
  readonly release: string | null;
  readonly documentTimeMs: number;
  readonly isDevelopmentRoot: boolean;
}

export interface RegistryFinding {
  readonly state: Recheck['state'];
  readonly code: string | null;
  readonly steps: readonly RegistryStep[];
  readonly facts: RegistryFacts | null;
  readonly statement: Bytes;
  readonly document: Bytes;
  readonly active: readonly string[];
  readonly row: RowView;
  readonly models: ModelRow[];
}

export interface ModelRow {
  id: string;
  upstream: string;
  place: 'third-party';
  isLanguageModel: boolean;
  contextTokens: number;
  price: { currency: string; perMillionInput: string; perMillionOutput: string };
}

export interface RowView {
  readonly keyId: number;
  /** As the screens show it. */
  readonly shown: {
    teeId: string;
    endpoint: string;
    pcrHash: string;
    registeredAtMs: number;
    heartbeatAtMs: number;
    block: number;
    nodes: string[];
    transaction?: string;
  };
}

export interface RegistryStep {
  readonly name: string;
  readonly verdict: RecheckStep['verdict'];
  readonly detail: string;
  readonly bytesHex: string;
}

const anything: Parser<unknown> = (value) => value;
const hex = text(96, /^[0-9a-f]*$/);
const pcrs = { pcr0: hex, pcr1: hex, pcr2: hex };

export const nodeCallShape: Parser<NodeCall> = record({
  node: count(10),
  method: oneOf(...NODE_METHODS),
  params: list(anything, 4),
});

export interface RegistryInput extends RegistryRules {
  /** That the person asks for, whatever the price list says. */
  readonly model: string;
}

export const registryInput: Parser<RegistryInput> = record({
  model: text(300),
  chainId: count(),
  registryAddress: text(42),
  teeType: count(255),
  heartbeatMaxAgeSeconds: count(),
  isRecheckRequired: flag,
  nowMs: count(),
  seed: bytes(64),
  nodeHosts: list(text(300), 10),
  trustAnchors: list(bytes(8000), 20),
  measurements: list(record(pcrs, { release: text(300) }), 1000),
  pinnedPcrHashes: list(text(66), 100),
  allowsApproved: flag,
});

const step: Parser<RegistryStep> = record({
  name: text(60),
  verdict: oneOf('pass', 'fail', 'not-reached'),
  detail: text(4000),
  bytesHex: text(2000),
});

const output: Parser<RegistryFinding> = record({
  state: oneOf('here', 'registry', 'refused'),
  code: nullable(text(80)),
  steps: list(step, 100),
  facts: nullable(
    record({
      ...pcrs,
      release: nullable(text(300)),
      documentTimeMs: count(),
      isDevelopmentRoot: flag,
    }),
  ),
  statement: bytes(64_000),
  document: bytes(32_000),
  active: list(text(66), 256),
  models: list(
    record({
      ...{ id: text(300), upstream: text(300) },
      place: oneOf('third-party'),
      isLanguageModel: flag,
      contextTokens: count(),
      price: record({
        ...{ currency: text(16), perMillionInput: text(40), perMillionOutput: text(40) },
      }),
    }),
    200,
  ),
  row: record({
    keyId: count(255),
    shown: record(
      {
        teeId: text(66),
        endpoint: text(2048),
        pcrHash: text(66),
        registeredAtMs: count(),
        heartbeatAtMs: count(),
        block: count(),
        nodes: list(text(300), 10),
      },
      { transaction: text(66) },
    ),
  }),
});

export const registryJob: Job<RegistryInput, NodeCall, unknown, RegistryFinding> = {
  name: 'look-at-registry',
  want: nodeCallShape,
  given: anything,
  output,
};

export const lookAt: Work<RegistryInput, NodeCall, unknown, RegistryFinding> = async (
  { model, ...rules },
  { ask },
) => {
  const call = (node: number, method: NodeMethod, params: readonly unknown[]): Promise<unknown> =>
    ask({ node, method, params });
  const found = await lookAtRegistry({ count: rules.nodeHosts.length, call }, rules);
  const models = publishedModels(model).map((one) => ({ ...one, price: { ...one.price } }));
  return { ...findingOf(found), models };
};

function rowView({ row, block, nodes, transaction }: RegistryStatement): RowView {
  const { teeId, endpoint, pcrHash, ohttpKey, registeredAt, lastHeartbeatAt } = row;
  return {
    keyId: ohttpKey?.keyId ?? 0,
    shown: {
      ...{ teeId, endpoint, pcrHash, block },
      nodes: [...nodes],
      registeredAtMs: Number(registeredAt) * 1000,
      heartbeatAtMs: Number(lastHeartbeatAt) * 1000,
      ...(transaction === '' ? {} : { transaction }),
    },
  };
}

function findingOf({
  recheck,
  statement,
  document,
  active,
}: RegistryLook): Omit<RegistryFinding, 'models'> {
  const { state, code, steps, facts } = recheck;
  return {
    ...{ state, code, statement, document, active },
    row: rowView(parseStatement(statement)),
    steps: steps.map(({ name, verdict, detail, bytes: shown }) => {
      const bytesHex = shown === undefined ? '' : toHex(shown.subarray(0, 256));
      return { name, verdict, detail, bytesHex };
    }),
    facts: facts && {
      ...facts.measurement,
      release: facts.release,
      documentTimeMs: facts.documentTimeMs,
      isDevelopmentRoot: facts.isDevelopmentRoot,
    },
  };
}
