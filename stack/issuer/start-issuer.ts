/**
 * Puts an issuer together over a folder and keeps it going: keys by the calendar, the note signed anew when they change.
 * Wiring only. One process for one folder: two would each honour a voucher once.
 */
import { createHash, hkdfSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyOf, fromUtf8, toBase64Url, type Bytes } from '../../lib/bytes/index.ts';
import { challengeDigest, encodeChallenge, serviceChallenge } from '../../lib/credits/index.ts';
import { HYBRID_SUITE } from '../../lib/ohttp/hybrid/index.ts';
import {
  createGatewayKey,
  encodeKeyConfigs,
  PRODUCT_SUITE,
  type GatewayKey,
} from '../../lib/ohttp/index.ts';
import { LOG_SIGNATURE } from '../../lib/settlement/index.ts';
import { endingOf } from '../http/ending.ts';
import { listen, type ListenOptions } from '../http/server.ts';
import { DurableFiles } from '../ledger/durable-files.ts';
import { lockFolder } from '../ledger/folder-lock.ts';
import { submitEntries } from '../ledger/index.ts';
import { KEY_PATH, loadSigningKey, type SigningKey } from '../ledger/private-key.ts';
import type { LogSink } from '../log.ts';
import { IssuerError } from './errors.ts';
import { KeyRing } from './key-ring.ts';
import type { IssuerEvent } from './log.ts';
import { publish, type Published } from './note.ts';
import type { TokenKey } from './token-key.ts';
import { Redemptions } from './redemptions.ts';
import { serveIssuer } from './serve.ts';
import { invitations, makeInvitation, type InvitationTerms } from './vouchers/invitation.ts';
import { purchases, type Shop } from './vouchers/purchase.ts';
import { x402Receipts, type X402Terms } from './vouchers/x402.ts';
import type { VoucherKind } from './vouchers/voucher.ts';

export interface IssuerOptions extends ListenOptions {
  readonly folder: string;
  /** The authority of sealed requests, and the name in every challenge. */
  readonly name: string;
  /** The one origin name of the credits: the gateways' name inside the seal. */
  readonly service: string;
  readonly ledgerUrl: string;
  readonly ledgerToken?: string;
  readonly refundToken?: string;
  readonly shops?: readonly Shop[];
  readonly x402?: X402Terms;
  /** Serial numbers of invitations that are no longer honoured, in hex. */
  readonly revoked?: ReadonlySet<string>;
  readonly periodMs?: number;
  readonly graceMs?: number;
  /** Draws a key that signs credits; another one only where many issuers are started. */
  readonly makeKey?: () => Promise<TokenKey>;
  readonly log: LogSink<IssuerEvent>;
  readonly now?: () => number;
}

export interface RunningIssuer {
  readonly url: string;
  readonly name: string;
  /** C2SP verifier key: goes into the gateway's settings, and from there into its attested statement. */
  readonly verifierKey: string;
  invite(terms: InvitationTerms): string;
  /** Looks at the calendar now, as the timer does. */
  turn(): Promise<void>;
  /** Ends; what is under way may finish within the grace, and asked for again it is cut. */
  close(graceMs?: number): Promise<void>;
}

export const DAY_MS = 86_400_000;
const PERIOD_DAYS = 30;
const LOOK_MS = 60_000;

export async function startIssuer(options: IssuerOptions): Promise<RunningIssuer> {
  const files = await DurableFiles.open(options.folder);
  const lock = await lockFolder(options.folder);
  try {
    await files.clear();
    const signing = await loadSigningKey(files, options.name, LOG_SIGNATURE, true);
    return await run(options, files, signing, lock);
  } catch (thrown) {
    await lock.release();
    throw thrown;
  }
}

async function run(
  options: IssuerOptions,
  files: DurableFiles,
  signing: SigningKey,
  lock: { release(): Promise<void> },
): Promise<RunningIssuer> {
  const { folder, name, service, now = Date.now, log, refundToken } = options;
  const invitationSecret = await invitationKeyOf(files);
  const ring = await KeyRing.open(ringOptions(options, files, now));
  const redemptions = await Redemptions.open(folder);
  const keys = [
    await createGatewayKey(1, [HYBRID_SUITE]),
    await createGatewayKey(2, [PRODUCT_SUITE]),
  ];
  const sign = (): Promise<Published> => publishNow(signing, { name, service, keys, ring }, now());
  let published = await sign();
  const turn = async (): Promise<void> => {
    if (await ring.turn()) published = await sign();
  };
  const desk = {
    ...{ name, ring, redemptions, now, log, keys, refundToken, published: () => published },
    kinds: kindsOf(options, invitationSecret),
    challengeDigest: await challengeDigest(encodeChallenge(serviceChallenge(name, service))),
  };
  const server = await listen((request, response) => serveIssuer(desk, request, response), options);
  // The log may be away for a while; the next look tries again, and the old keys stay.
  const timer = setInterval(() => void turn().catch(() => undefined), LOOK_MS).unref();
  return {
    ...{ url: server.url, name, verifierKey: signing.key.text, turn },
    invite: (terms) => makeInvitation(invitationSecret, terms),
    close: endingOf(server, async () => {
      clearInterval(timer);
      await redemptions.close();
      await lock.release();
    }),
  };
}

function publishNow(
  signing: SigningKey,
  {
    keys,
    ring,
    ...names
  }: { name: string; service: string; keys: readonly GatewayKey[]; ring: KeyRing },
  nowMs: number,
): Promise<Published> {
  const keyConfig = encodeKeyConfigs(keys.map(({ config }) => config));
  return publish(signing, { ...names, keyConfig, keys: ring.keys }, nowMs);
}

/** Three keys at most are known at a time: one stopped, one that issues, one announced. */
function ringOptions(
  options: IssuerOptions,
  files: DurableFiles,
  now: () => number,
): Parameters<typeof KeyRing.open>[0] {
  const { ledgerUrl, ledgerToken, makeKey, periodMs = PERIOD_DAYS * DAY_MS } = options;
  const { graceMs = periodMs } = options;
  if (graceMs > periodMs) throw new RangeError('tokens are taken no longer than a key issues');
  const addUrl = new URL('/add', ledgerUrl).href;
  const token = ledgerToken === undefined ? {} : { token: ledgerToken };
  return {
    ...{ files, now, periodMs, graceMs },
    ...(makeKey && { makeKey }),
    logKey: async (entry) => {
      const [index = 0n] = await submitEntries({ addUrl, form: 'batch', ...token }, [entry]);
      return Number(index);
    },
  };
}

function kindsOf(options: IssuerOptions, invitationKey: Bytes): VoucherKind[] {
  const { name, shops = [], x402, revoked } = options;
  return [
    invitations(invitationKey, revoked),
    ...(shops.length > 0 ? [purchases(name, shops)] : []),
    ...(x402 === undefined ? [] : [x402Receipts(x402)]),
  ];
}

/** The same without a running issuer: only a file is read. Throws IssuerError where there is none. */
export async function invitationKeyAt(folder: string): Promise<Bytes> {
  const text = await readFile(join(folder, KEY_PATH)).catch((cause: unknown) => {
    throw new IssuerError('issuer-state-corrupt', 'no issuer in this folder', { cause });
  });
  return invitationKey(copyOf(text));
}

/** Derived from the identity's key file, so that a backup of one is a backup of both. */
async function invitationKeyOf(files: DurableFiles): Promise<Bytes> {
  const stored = await files.read(KEY_PATH);
  if (stored === undefined) throw new IssuerError('issuer-state-corrupt', 'no key');
  return invitationKey(stored);
}

function invitationKey(stored: Bytes): Bytes {
  const ikm = createHash('sha256').update(fromUtf8(stored)).digest();
  return copyOf(new Uint8Array(hkdfSync('sha256', ikm, '', 'sotto invitations v1', 32)));
}

/** A secret for the refunds between an issuer and its gateways, for those that start both. */
export function makeRefundToken(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}
