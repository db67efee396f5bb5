/**
 * Relay, gateway and ledger together on loopback, for one desk, for tests and for `npm start`. In earnest each part
 * runs as a program of its own, at different operators: here all three are one process, which protects nobody.
 */
import { join } from 'node:path';
import type { Image } from '../lib/attestation/index.ts';
import type { StatementCredits } from '../lib/binding/index.ts';
import { toHex, type Bytes } from '../lib/bytes/index.ts';
import { startDeskIssuer, type DeskIssuer } from './desk-issuer.ts';
import { openDevelopmentRoot, type DevelopmentRoot } from './enclave/development-root.ts';
import type { EvidenceSource } from './enclave/evidence.ts';
import { measurementHex, measureSources } from './enclave/measurement.ts';
import { openDevelopmentAuthority } from './enclave/snp/development-authority.ts';
import { createSoftwareSnpSource, snpMeasurement } from './enclave/snp/software.ts';
import { createSoftwareSource } from './enclave/software.ts';
import { openSettlement } from './gateway/settle.ts';
import { startGateway, type GatewayOptions } from './gateway/start-gateway.ts';
import { configureModels, type ModelServerConfig } from './gateway/models/configure.ts';
import type { Model } from './gateway/models/model.ts';
import type { IssuerOptions, RunningIssuer } from './issuer/start-issuer.ts';
import { prepareLogKey, startLedger, type RunningLedger } from './ledger/index.ts';
import { lineSink } from './log.ts';
import { startRelay, type RelayOptions } from './relay/relay.ts';
import { startTogether, type Undo } from './together.ts';
import { startWitness } from './witness/index.ts';

export interface StackOptions {
  /** Where the development root, the log and the journal live from one start to the next. */
  readonly folder: string;
  /** Any free port unless given. */
  readonly ports?: { readonly relay?: number; readonly gateway?: number; readonly ledger?: number };
  /** An OpenAI-compatible server, up to and with /v1; otherwise one is looked for on loopback. */
  readonly modelUrl?: string;
  readonly modelServer?: ModelServerConfig;
  /** Instead of any server. */
  readonly models?: readonly Model[];
  readonly now?: () => number;
  /** Between two frames of an answer; 250 unless a test is in a hurry. */
  readonly beatMs?: number;
  /** How long the relay serves one copy of the keys; ten minutes unless a test is in a hurry. */
  readonly pairMs?: number;
  readonly gateway?: Partial<GatewayOptions>;
  /** Answers cost credits of an issuer beside the gateway: one for each 4 KiB of a request. */
  readonly hasCredits?: boolean;
  readonly issuer?: Partial<IssuerOptions>;
  /** What the gateway's evidence looks like; none of it is protected by hardware. Nitro documents unless given. */
  readonly evidenceKind?: 'aws-nitro' | 'amd-sev-snp';
  /** The built activity page of the ledger (scripts/activity-page.ts). */
  readonly pageFolder?: string;
  /** Told every log line as it is written. */
  readonly print?: (line: string) => void;
}

export interface Stack {
  readonly relayUrl: string;
  readonly gatewayUrl: string;
  readonly ledgerUrl: string;
  readonly gatewayName: string;
  /** PEM; the DER stands beside it. */
  readonly developmentRootPath: string;
  /** DER. */
  readonly developmentRoot: Bytes;
  /** Everything that a device has to be told of, DER: the root, and for SEV-SNP the authority below it. */
  readonly trustAnchors: readonly Bytes[];
  /** Lower-case hex. */
  readonly measurement: { readonly pcr0: string; readonly pcr1: string; readonly pcr2: string };
  /** The same in the words of the evidence's kind, as settings have it. */
  readonly image: Image;
  readonly models: readonly { readonly id: string; readonly upstream: string }[];
  /** The verifier key of the desk's own witness, for the settings; the transcript does not carry it. */
  readonly witnessKey: string;
  /** JSON lines as they were written. */
  readonly logs: {
    readonly relay: readonly string[];
    readonly gateway: readonly string[];
    readonly issuer: readonly string[];
  };
  /** Where answers cost credits. */
  readonly issuer: RunningIssuer | undefined;
  /** Replaces the gateway's key; the relay goes on serving its copy until its time is over. */
  rotateKey(): Promise<void>;
  /** Makes the relay fetch keys and transcript now. */
  refreshPair(): Promise<void>;
  /** Resolves when every answer given so far is in the log's published checkpoint. */
  settle(): Promise<void>;
  /** Tells what ended hours have to tell on the log's activity page, which timers do too. */
  tellActivity(): Promise<void>;
  close(): Promise<void>;
}

const GATEWAY_NAME = 'local';
/** The authority of inner requests, and the one origin name of credits. */
const SERVICE = 'gateway.sotto.invalid';
const LOG_ORIGIN = 'log.sotto.invalid/desk';
const WITNESS_NAME = 'witness.sotto.invalid/desk';
const OPERATOR = 'This machine (development)';
const MAX_KEPT_LINES = 10_000;
/** By when a signed receipt is in the log, as the statement promises. */
const DEADLINE_SECONDS = 60;
const MAX_REQUEST_BYTES = 32_768;

export function startStack(options: StackOptions): Promise<Stack> {
  return startTogether((undo) => startParts(options, undo));
}

async function startParts(options: StackOptions, undo: Undo): Promise<Omit<Stack, 'close'>> {
  const { ledger, witnessKey } = await startLog(options, undo);
  const evidence = await openEvidence(options);
  const journalPath = join(options.folder, 'gateway', 'settlement.journal');
  const settlement = await openSettlement({ ledgerUrl: ledger.url, journalPath });
  undo.push(() => settlement.close());
  const logs = { relay: [] as string[], gateway: [] as string[], issuer: [] as string[] };
  const issuer = await openIssuer(options, ledger, logs.issuer, undo);
  const models = await modelsFor(options);
  const gateway = await startGateway({
    ...gatewayOptions(options, ledger, logs.gateway, issuer?.stated(models)),
    ...(issuer && { credits: issuer.setting }),
    models,
    evidence: evidence.source,
    settlement,
  });
  undo.push(() => gateway.close());
  const urls = { gateway: gateway.url, log: ledger.url };
  const relay = await openRelay(relayOptions(options, urls, logs.relay), issuer, undo);
  return {
    relayUrl: relay.url,
    gatewayUrl: gateway.url,
    ledgerUrl: ledger.url,
    gatewayName: GATEWAY_NAME,
    developmentRootPath: evidence.root.pemPath,
    developmentRoot: evidence.root.certificate,
    trustAnchors: evidence.trustAnchors,
    measurement: evidence.measurement,
    image: evidence.image,
    models: gateway.statement.models,
    witnessKey,
    logs,
    issuer: issuer?.issuer,
    rotateKey: () => gateway.rotate(),
    refreshPair: () => relay.refresh(),
    settle: () => settlement.settled().then(() => ledger.settle()),
    tellActivity: () => gateway.tellActivity().then(() => ledger.endHour()),
  };
}

async function openRelay(
  options: RelayOptions,
  desk: DeskIssuer | undefined,
  undo: Undo,
): ReturnType<typeof startRelay> {
  const issuers = desk === undefined ? [] : [desk.issuer];
  const relay = await startRelay({ ...options, issuers });
  undo.push(() => relay.close());
  return relay;
}

async function openIssuer(
  { folder, hasCredits = false, issuer = {}, now = Date.now, print }: StackOptions,
  ledger: RunningLedger,
  lines: string[],
  undo: Undo,
): Promise<DeskIssuer | undefined> {
  if (!hasCredits) return undefined;
  const desk = { service: SERVICE, ledgerUrl: ledger.url, now, write: keepAndPrint(lines, print) };
  const opened = await startDeskIssuer(folder, desk, issuer);
  undo.push(() => opened.issuer.close());
  // The gateway looks for the issuer's keys in what is published.
  await ledger.settle();
  return opened;
}

/** The log with its witness beside it, so that what settles here is dated too. */
async function startLog(
  { folder, ports = {}, now = Date.now, pageFolder }: StackOptions,
  undo: Undo,
): Promise<{ ledger: RunningLedger; witnessKey: string }> {
  const log = { folder: join(folder, 'ledger'), origin: LOG_ORIGIN };
  const verifierKey = await prepareLogKey(log);
  const witness = await startWitness({
    folder: join(folder, 'witness'),
    name: WITNESS_NAME,
    logs: [{ origin: LOG_ORIGIN, verifierKey }],
    now,
  });
  undo.push(() => witness.close());
  const witnesses = [{ url: witness.url, verifierKey: witness.verifierKey }];
  const ledger = await startLedger({
    ...{ ...log, port: ports.ledger ?? 0, witnesses, now },
    ...(pageFolder !== undefined && { pageFolder }),
  });
  undo.push(() => ledger.close());
  return { ledger, witnessKey: witness.verifierKey };
}

interface Opened {
  readonly source: EvidenceSource;
  readonly root: Pick<DevelopmentRoot, 'pemPath' | 'certificate'>;
  readonly trustAnchors: readonly Bytes[];
  readonly measurement: Stack['measurement'];
  readonly image: Image;
}

async function openEvidence({
  folder,
  now = Date.now,
  evidenceKind,
}: StackOptions): Promise<Opened> {
  const measured = await measureSources();
  const measurement = measurementHex(measured);
  if (evidenceKind === 'amd-sev-snp') {
    const authority = await openDevelopmentAuthority(join(folder, 'enclave-snp'), now());
    const { certificates, pemPath } = authority;
    return {
      source: createSoftwareSnpSource({ authority, measurement: measured, now }),
      root: { pemPath, certificate: certificates[0] },
      trustAnchors: certificates,
      measurement,
      image: {
        kind: evidenceKind,
        measurement: toHex(snpMeasurement(measured)),
        hostData: '00'.repeat(32),
      },
    };
  }
  const root = await openDevelopmentRoot(join(folder, 'enclave'), now());
  const source = createSoftwareSource({ root, measurement: measured, now });
  return { source, root, trustAnchors: [root.certificate], measurement, image: measurement };
}

function gatewayOptions(
  { folder, ports = {}, now = Date.now, beatMs, gateway = {}, print }: StackOptions,
  ledger: RunningLedger,
  lines: string[],
  credits: StatementCredits | undefined,
): Omit<GatewayOptions, 'models' | 'evidence' | 'settlement'> {
  const { origin, verifierKey } = ledger;
  return {
    statement: {
      operator: OPERATOR,
      name: SERVICE,
      build: 'development',
      maxRequestBytes: MAX_REQUEST_BYTES,
      log: { origin, verifierKey, deadlineSeconds: DEADLINE_SECONDS },
      credits,
    },
    log: lineSink('gateway', keepAndPrint(lines, print), now),
    now,
    port: ports.gateway ?? 0,
    activity: {
      ledgerUrl: ledger.url,
      outboxPath: join(folder, 'gateway', 'activity.outbox'),
    },
    ...(beatMs !== undefined && { beatMs }),
    ...gateway,
  };
}

function relayOptions(
  { ports = {}, now = Date.now, pairMs, print }: StackOptions,
  urls: { readonly gateway: string; readonly log: string },
  lines: string[],
): RelayOptions {
  return {
    operator: OPERATOR,
    gateways: [{ name: GATEWAY_NAME, url: urls.gateway, logUrl: urls.log }],
    log: lineSink('relay', keepAndPrint(lines, print), now),
    now,
    port: ports.relay ?? 0,
    shares: { asksPerMinute: 100_000, askBurst: 100_000, readsPerMinute: 1_000_000 },
    ...(pairMs !== undefined && { pairMs }),
  };
}

async function modelsFor({
  models,
  modelUrl,
  modelServer,
}: StackOptions): Promise<readonly Model[]> {
  if (models !== undefined) return models;
  return configureModels(modelServer ?? (modelUrl === undefined ? undefined : { url: modelUrl }));
}

/** A stack that runs for weeks must not keep every line it ever wrote. */
function keepAndPrint(lines: string[], print?: (line: string) => void): (line: string) => void {
  return (line) => {
    lines.push(line);
    if (lines.length > MAX_KEPT_LINES) lines.shift();
    print?.(line);
  };
}
