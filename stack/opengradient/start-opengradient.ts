/**
 * The emulated OpenGradient network on loopback: a real EVM node with our contracts, two addresses of its RPC, gateways
 * with software evidence, relay, accounts, settlement and blob store. For tests and for a desk.
 * Must never be taken for a deployment or for the real network: nothing here is protected by hardware, nothing costs.
 */
import { keccakHex } from './hashes.ts';
import { toBase64, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { openDevelopmentRoot } from '../enclave/development-root.ts';
import { measurementHex, measureSources } from '../enclave/measurement.ts';
import { EXTRACTIVE_MODEL } from '../gateway/models/extractive.ts';
import { startTogether, type Undo } from '../together.ts';
import { startAccounts, type Accounts, type BundleConfig } from './accounts.ts';
import { startAggregator, type RunningAggregator } from './aggregator.ts';
import * as abi from './abi-writer.ts';
import type { ServedModel } from './chat.ts';
import type { RunningGateway } from './gateway.ts';
import { GatewayFleet } from './fleet.ts';
import { noLies, type Lies } from './lies.ts';
import { startNode } from './node.ts';
import { contractCode, RegistryContract, type Layout } from './registry.ts';
import { startRelay, type RunningRelay } from './relay.ts';
import type { RowFault } from './row-faults.ts';
import type { Rpc } from './rpc.ts';
import { startRpcProxy, type RunningProxy } from './rpc-proxy.ts';
import { Facilitator, type SettledBatch } from './settlement.ts';

export interface NetworkOptions {
  /** Where the development root lives from one start to the next. The chain begins anew each time. */
  readonly folder: string;
  /** Any free ports unless given. */
  readonly ports?: Partial<Record<PortName, number>>;
  /** How many; two unless given. */
  readonly gateways?: number;
  /** The layout of the registry's rows; 8 unless given. */
  readonly layout?: Layout;
  /** The built-in answerer under names of the price table, unless given. */
  readonly models?: readonly ServedModel[];
  readonly hashesReasoningEffort?: boolean;
  readonly tokenSeconds?: number;
}

export type PortName = 'relay' | 'rpc' | 'otherRpc' | 'aggregator' | 'auth' | 'node';

export interface EmulatedNetwork {
  readonly relayUrl: string;
  readonly rpcUrls: readonly [string, string];
  readonly chainId: number;
  readonly registryAddress: string;
  readonly settlementAddress: string;
  readonly aggregatorUrl: string;
  readonly authUrl: string;
  /** A login bundle, as the sign-in page shows it for pasting. */
  readonly bundleText: string;
  /** Another login. */
  newBundle(): string;
  /** DER. */
  readonly developmentRoot: Bytes;
  readonly developmentRootBase64: string;
  readonly developmentRootPath: string;
  /** Lower-case hex. */
  readonly measurement: { readonly pcr0: string; readonly pcr1: string; readonly pcr2: string };
  readonly pcrHash: string;
  readonly models: readonly string[];
  /** Change these at any time. */
  readonly lies: Lies;
  /** What each part was told, for tests to look for what should not be there. */
  readonly relay: RunningRelay;
  readonly rpcs: readonly [RunningProxy, RunningProxy];
  readonly aggregator: RunningAggregator;
  readonly accounts: Accounts;
  readonly rpc: Rpc;
  readonly registry: RegistryContract;
  readonly gateways: () => readonly RunningGateway[];
  /** Makes the registry itself hold false rows: both nodes agree on them. */
  plant(fault: RowFault): Promise<void>;
  /** New keys at the same place, registered anew; the registration before is disabled. */
  restartGateway(name: string): Promise<RunningGateway>;
  /** Settles what was answered so far; undefined where there is nothing to settle. */
  settleNow(): Promise<SettledBatch | undefined>;
  close(): Promise<void>;
}

const CHAIN_ID = 10_740;
const OPG_PRICE_USD = '1.234';
const SETTLEMENT_EVENT = 'BatchSettlement(bytes32,uint256,bytes)';
const VERSION = 'development';
/** More than the gateway alone: the emulator is part of what runs. */
const MEASURED = ['stack/opengradient'];

/** Dollars per million tokens, as the network publishes them. */
const BUILT_IN: readonly ServedModel[] = [
  { id: 'gpt-5-mini', model: EXTRACTIVE_MODEL, price: { input: 0.25, output: 2 } },
  { id: 'gpt-4.1', model: EXTRACTIVE_MODEL, price: { input: 2, output: 8 } },
  { id: 'claude-sonnet-4-6', model: EXTRACTIVE_MODEL, price: { input: 3, output: 15 } },
];

export function startOpengradient(options: NetworkOptions): Promise<EmulatedNetwork> {
  return startTogether((undo) => startParts(options, undo));
}

type Parts = Omit<EmulatedNetwork, 'close'>;

async function startParts(options: NetworkOptions, undo: Undo): Promise<Parts> {
  const { models = BUILT_IN } = options;
  const lies = noLies();
  const chain = await startChain(options, undo);
  const { registry, facilitator, root, measurement } = chain;
  const fleet = await startFleet(options, chain, models, lies, undo);
  const front = await startFront(options, chain, fleet, lies, undo);
  const bundle = bundleConfig(front, registry);
  front.accounts.offer(bundle);
  return {
    ...front.urls,
    chainId: CHAIN_ID,
    registryAddress: registry.address,
    settlementAddress: chain.settlementAddress,
    bundleText: front.accounts.bundleText(bundle),
    newBundle: () => front.accounts.bundleText(bundle),
    developmentRoot: root.certificate,
    developmentRootBase64: toBase64(root.certificate),
    developmentRootPath: root.pemPath,
    measurement,
    pcrHash: chain.pcrHash,
    models: models.map(({ id }) => id),
    lies,
    ...front.parts,
    rpc: chain.node.rpc,
    registry,
    gateways: () => fleet.running,
    plant: (fault) => fleet.plant(registry, fault),
    restartGateway: (name) => fleet.restart(name),
    settleNow: () => facilitator.flush(),
  };
}

async function startFleet(
  options: NetworkOptions,
  { registry, facilitator, root, measured }: Chain,
  models: readonly ServedModel[],
  lies: Lies,
  undo: Undo,
): Promise<GatewayFleet> {
  const fleet = new GatewayFleet(registry, (name) => ({
    ...{ name, root, measurement: measured, models, lies: lies.gateway },
    hashesReasoningEffort: options.hashesReasoningEffort === true,
    opgPriceUsd: OPG_PRICE_USD,
    now: Date.now,
    onAnswer: (answer) => facilitator.add(answer),
  }));
  undo.push(() => fleet.close());
  await fleet.start(options.gateways ?? 2);
  return fleet;
}

type Chain = Awaited<ReturnType<typeof startChain>>;

async function startChain(options: NetworkOptions, undo: Undo) {
  const root = await openDevelopmentRoot(options.folder, Date.now());
  const measured = await measureSources(undefined, MEASURED);
  const measurement = measurementHex(measured);
  const pcrHash = `0x${keccakHex(Buffer.concat([measured.pcr0, measured.pcr1, measured.pcr2]))}`;
  const node = await startNode(CHAIN_ID, options.ports?.node);
  undo.push(() => node.close());
  const registry = await RegistryContract.deploy(node.rpc, options.layout ?? 8, root.certificate);
  await registry.approve(pcrHash, VERSION);
  const code = await contractCode('Settlement');
  const settlement = await node.rpc.send({ data: abi.creation(code) });
  const settlementAddress = settlement.contractAddress;
  const facilitator = new Facilitator(node.rpc, settlementAddress);
  undo.push(() => facilitator.stop());
  return { root, measured, measurement, pcrHash, node, registry, settlementAddress, facilitator };
}

type Front = Awaited<ReturnType<typeof startFront>>;

/** Everything that the device speaks to. */
async function startFront(
  { ports = {}, layout = 8, tokenSeconds }: NetworkOptions,
  chain: Chain,
  fleet: GatewayFleet,
  lies: Lies,
  undo: Undo,
) {
  const accounts = await startAccounts({
    ...{ port: ports.auth ?? 0, lies, now: Date.now },
    ...(tokenSeconds !== undefined && { tokenSeconds }),
  });
  undo.push(() => accounts.close());
  const relay = await startRelay({
    ...{ port: ports.relay ?? 0, accounts, lies },
    gateways: () => fleet.running,
    isActive: (teeId) => chain.registry.isActive(teeId),
  });
  undo.push(() => relay.close());
  const aggregator = await startAggregator(chain.facilitator.blobs, lies, ports.aggregator ?? 0);
  undo.push(() => aggregator.close());
  const rpcs = await startProxies({ ports, layout }, chain, fleet, lies);
  undo.push(
    () => rpcs[0].close(),
    () => rpcs[1].close(),
  );
  const rpcUrls: [string, string] = [rpcs[0].url, rpcs[1].url];
  const urls = {
    ...{ relayUrl: relay.url, rpcUrls, aggregatorUrl: aggregator.url, authUrl: accounts.url },
  };
  return { accounts, urls, parts: { relay, rpcs, aggregator, accounts } };
}

async function startProxies(
  { ports = {}, layout = 8 }: Pick<NetworkOptions, 'ports' | 'layout'>,
  chain: Chain,
  fleet: GatewayFleet,
  lies: Lies,
): Promise<[RunningProxy, RunningProxy]> {
  let last: Promise<unknown> = Promise.resolve();
  // One after another: two made at once would take their transactions' numbers from each other.
  const falseRegistry = (fault: RowFault): Promise<string> => {
    const made = last.then(async () => {
      const { rpc } = chain.node;
      const contract = await RegistryContract.deploy(rpc, layout, chain.root.certificate);
      await fleet.plant(contract, fault);
      return contract.address;
    });
    last = made.catch(() => undefined);
    return made;
  };
  const proxy = (index: 0 | 1, port = 0): Promise<RunningProxy> =>
    startRpcProxy({
      ...{ port, nodeUrl: chain.node.url, lie: () => lies.rpc[index], falseRegistry },
      registryAddress: chain.registry.address,
      settlementTopic: `0x${keccakHex(utf8(SETTLEMENT_EVENT))}`,
    });
  return [await proxy(0, ports.rpc), await proxy(1, ports.otherRpc)];
}

function bundleConfig({ urls }: Front, registry: RegistryContract): BundleConfig {
  return {
    chat_api_base_url: urls.relayUrl,
    tee_registry_rpc_url: urls.rpcUrls[0],
    tee_registry_address: registry.address,
    tee_registry_tee_type: 0,
  };
}
