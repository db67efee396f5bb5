/**
 * What the wallet holds: one purse for each issuer, and in it credits, what is under way, vouchers, and the keys seen.
 * Plain data, sealed as a whole, so that on the disk not even the balance can be read.
 */
import { count, flag, list, nullable, record, text, type Parsed } from '../shape/index.ts';
import { WalletError } from './errors.ts';

const BASE64 = text(20_000, /^[A-Za-z0-9_-]*$/);
const NAME = text(253);
export const MAX_CREDITS = 4096;
export const MAX_VOUCHERS = 16;
const NUMBER = count(999_999_999);

const creditShape = record({ token: BASE64, keyNumber: NUMBER });
const secretsShape = record({ nonce: BASE64, salt: BASE64, blind: BASE64 });

/** A blinded request that travels with an ask, and the secrets that make a credit of its answer. */
const preparedShape = record({ keyNumber: NUMBER, secrets: secretsShape, request: BASE64 });

const spendingShape = record({
  ask: text(64),
  /** From here on the request may have left the device. */
  isSent: flag,
  credits: list(creditShape, 64),
  refunds: list(preparedShape, 64),
  /** The issuer's answer to `refunds`, as it came inside the seal; still to be made credits of. */
  refunded: nullable(BASE64),
});

const voucherShape = record({
  id: text(32),
  text: text(2048),
  /** When the next batch is fetched: a time drawn at random, or now because the person said so. */
  dueMs: count(),
  /** Kept before it is sent, so that a lost answer is asked for again with the same bytes. */
  order: nullable(record({ keyNumber: NUMBER, secrets: list(secretsShape, 32) })),
  fetched: NUMBER,
  /** Why it is worth nothing more; it is not tried again. */
  problem: nullable(text(64)),
  /** Why the last try came to nothing; there will be another one. */
  tried: nullable(text(64)),
});

const keyShape = record({
  number: NUMBER,
  entryHex: text(64, /^[0-9a-f]{64}$/),
  spki: BASE64,
  fromMs: count(),
  stopMs: count(),
  untilMs: count(),
  isLogged: flag,
});

const purseShape = record({
  issuer: NAME,
  verifierKey: text(900),
  service: NAME,
  /** Oldest first; within a batch in a random order. */
  credits: list(creditShape, MAX_CREDITS),
  spendings: list(spendingShape, 64),
  prepared: list(preparedShape, 64),
  vouchers: list(voucherShape, MAX_VOUCHERS),
  keys: list(keyShape, 64),
  bought: NUMBER,
  spent: NUMBER,
  refunded: NUMBER,
  /** Spent without it being certain that there was an answer, or left unspent until their key's end. */
  lost: NUMBER,
  /** Why this purse neither buys nor spends. */
  problem: nullable(text(64)),
  /** When it is looked again whether that still holds. */
  lookMs: nullable(count()),
});

const stateShape = record({ version: count(1), purses: list(purseShape, 16) });

export type Credit = Parsed<typeof creditShape>;
export type Secrets = Parsed<typeof secretsShape>;
export type Prepared = Parsed<typeof preparedShape>;
export type Spending = Parsed<typeof spendingShape>;
export type KeptVoucher = Parsed<typeof voucherShape>;
export type SeenKey = Parsed<typeof keyShape>;
export type Purse = Parsed<typeof purseShape>;
export type WalletState = Parsed<typeof stateShape>;

export const EMPTY_WALLET: WalletState = { version: 1, purses: [] };

/** Whose credits these are: as the gateway's attested statement names them. */
export interface PurseId {
  readonly issuer: string;
  readonly verifierKey: string;
  readonly service: string;
}

/** Throws WalletError 'credits-unreadable'. */
export function readState(value: unknown): WalletState {
  if (value === undefined) return EMPTY_WALLET;
  try {
    return stateShape(value);
  } catch (cause) {
    throw new WalletError('credits-unreadable', undefined, { cause });
  }
}

export function purseOf(state: WalletState, id: PurseId): Purse {
  return state.purses.find((purse) => isPurse(purse, id)) ?? emptyPurse(id);
}

export function withPurse(state: WalletState, purse: Purse): WalletState {
  const isKnown = state.purses.some((one) => isPurse(one, purse));
  const purses = isKnown
    ? state.purses.map((one) => (isPurse(one, purse) ? purse : one))
    : [...state.purses, purse];
  return { ...state, purses };
}

function isPurse(purse: Purse, { issuer, verifierKey, service }: PurseId): boolean {
  return purse.issuer === issuer && purse.verifierKey === verifierKey && purse.service === service;
}

function emptyPurse({ issuer, verifierKey, service }: PurseId): Purse {
  return {
    ...{ issuer, verifierKey, service },
    ...{ credits: [], spendings: [], prepared: [], vouchers: [], keys: [] },
    ...{ bought: 0, spent: 0, refunded: 0, lost: 0, problem: null, lookMs: null },
  };
}
