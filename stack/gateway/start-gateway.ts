/**
 * Puts a gateway together from its parts and keeps it going: keys and their rotation, evidence, models, settlement.
 * Must never serve a key before it is in the log, nor before the evidence source carries its hash.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseStatement, encodeStatement, type Statement } from '../../lib/binding/index.ts';
import type { Bytes } from '../../lib/bytes/index.ts';
import { openRequest } from '../../lib/ohttp/index.ts';
import type { EvidenceSource } from '../enclave/evidence.ts';
import { startAdmin, type AdminOptions } from '../http/admin.ts';
import type { ListenOptions } from '../http/server.ts';
import type { LogSink } from '../log.ts';
import { ActivityTeller, type ActivityTarget } from './activity.ts';
import type { OpenRequest } from './ask.ts';
import { openCredits, type CreditsSetting } from './credits/open-credits.ts';
import { Epochs, ReceiptKey, type EpochOptions } from './epoch.ts';
import { EvidenceDesk } from './evidence-desk.ts';
import { serveGateway, type GatewayDesk } from './gateway.ts';
import type { GatewayEvent } from './log.ts';
import type { Model } from './models/model.ts';
import { Rotation, type RotationOptions } from './rotation.ts';
import { BEAT_MS } from './sender.ts';
import type { Settlement } from './settle.ts';
import type { Upstream } from './models/upstream.ts';
import { watchGateway } from './watch.ts';

export interface GatewayOptions extends ListenOptions {
  readonly statement: Omit<Statement, 'version' | 'models'>;
  readonly models: readonly Model[];
  readonly evidence: EvidenceSource;
  readonly settlement: Settlement;
  readonly log: LogSink<GatewayEvent>;
  readonly now?: () => number;
  /** Between two frames; 250 unless a test is in a hurry. */
  readonly beatMs?: number;
  /** A key is replaced after this, and accepted for the overlap more. */
  readonly rotateMs?: number;
  readonly overlapMs?: number;
  readonly dateWindowMs?: number;
  readonly maxAnswers?: number;
  readonly replayCapacity?: number;
  readonly open?: OpenRequest;
  readonly admin?: AdminOptions;
  /** The servers behind the models, for the metrics. */
  readonly upstreams?: readonly Upstream[];
  /** Where answers are paid for with credits: the statement names the issuer and the prices. */
  readonly credits?: CreditsSetting;
  /** Where totals of the activity go; without it none are made. */
  readonly activity?: ActivityTarget;
}

export interface RunningGateway {
  readonly url: string;
  readonly adminUrl: string | undefined;
  readonly statement: Statement;
  /** Replaces the key now; the one before stays accepted for the overlap. */
  rotate(): Promise<void>;
  /** Signs what an ended hour has to tell of the activity and hands it over, which a timer does too. */
  tellActivity(): Promise<void>;
  readonly keyConfig: Bytes;
  /**
   * Says that it is ending, answers on for the notice so that relays begin nothing more here, and ends when the last
   * answer is out or the grace is over.
   */
  drain(noticeMs: number, graceMs: number): Promise<void>;
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;

export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const statement = statementOf(options);
  const receiptKey = new ReceiptKey();
  const times = timesOf(options);
  const epochs = await Epochs.open(epochOptions(options, statement, times), receiptKey);
  const evidence = new EvidenceDesk(options.evidence);
  await evidence.register(epochs.current);
  const credits = await openCredits(options.credits, statement, times.now);
  let [isReady, isTaking] = [true, true];
  const parts = { epochs, statement, evidence, receiptKey, credits: credits?.desk };
  const activity = await openActivity(options, parts);
  const desk = deskOf(options, { ...parts, isReady: () => isReady, isTaking: () => isTaking });
  const watch = watchGateway(desk, options);
  const server = await serveGateway(desk, { ...options, log: watch.log });
  const admin = options.admin && (await startAdmin(options.admin, watch.health));
  const rotation = new Rotation(epochs, times);
  const end = async (graceMs: number): Promise<void> => {
    isReady = isTaking = false;
    rotation.close();
    await server.close(graceMs);
    await admin?.close();
    await credits?.close();
    await activity?.close();
  };
  return {
    url: server.url,
    adminUrl: admin?.url,
    statement,
    rotate: () => rotation.rotate(),
    tellActivity: async () => activity?.tell(),
    get keyConfig() {
      return epochs.current.keyConfig;
    },
    drain: (noticeMs, graceMs) => {
      isReady = false;
      return pause(noticeMs).then(() => end(graceMs));
    },
    close: () => end(0),
  };
}

function timesOf(options: GatewayOptions): RotationOptions {
  const { now = Date.now, rotateMs = 24 * HOUR_MS, overlapMs = HOUR_MS } = options;
  return { now, rotateMs, overlapMs };
}

interface Parts extends Pick<
  GatewayDesk,
  'epochs' | 'statement' | 'evidence' | 'isReady' | 'isTaking' | 'credits'
> {
  readonly receiptKey: ReceiptKey;
}

async function openActivity(
  { activity, settlement, now = Date.now }: GatewayOptions,
  { epochs, evidence, receiptKey }: Pick<Parts, 'epochs' | 'evidence' | 'receiptKey'>,
): Promise<ActivityTeller | undefined> {
  if (activity === undefined) return undefined;
  const teller = await ActivityTeller.open({
    ...activity,
    now,
    sign: receiptKey.sign,
    current: () => {
      const epoch = epochs.current;
      return { ...epoch, document: (nonce) => evidence.document(epoch, nonce) };
    },
  });
  settlement.whenTaken((models) => teller.count(models));
  return teller;
}

function deskOf(options: GatewayOptions, { receiptKey, ...parts }: Parts): GatewayDesk {
  return {
    ...parts,
    open: options.open ?? openRequest,
    models: options.models,
    beatMs: options.beatMs ?? BEAT_MS,
    dateWindowMs: options.dateWindowMs ?? 60_000,
    now: options.now ?? Date.now,
    sign: receiptKey.sign,
    evidenceDigest: () => parts.evidence.lastDigest,
    settle: (entry, model) => options.settlement.add(entry, model),
    answers: { open: 0, most: options.maxAnswers ?? 1000 },
  };
}

function epochOptions(
  { settlement, replayCapacity }: GatewayOptions,
  statement: Statement,
  { now, rotateMs, overlapMs }: RotationOptions,
): EpochOptions {
  return {
    statement,
    now,
    lifeMs: rotateMs + overlapMs,
    logKey: (entry) => settlement.place(entry),
    ...(replayCapacity !== undefined && { replayCapacity }),
  };
}

/** Read back once, so that a configuration that nobody could accept fails at start and not on every device. */
function statementOf({ statement, models }: GatewayOptions): Statement {
  const stated = models.map((model) => {
    const { id, upstream, place, isLanguageModel, contextTokens, price, failover } = model;
    const further = failover === undefined ? {} : { failover };
    return { id, upstream, place, isLanguageModel, contextTokens, price, ...further };
  });
  return parseStatement(encodeStatement({ version: 1, ...statement, models: stated }));
}
