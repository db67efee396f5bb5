/**
 * The gateway's settings for credits. Without an issuer's address there are none, and answers are free or billed
 * elsewhere. The statement's part is made from them, so that what is charged is what was attested.
 */
import { join } from 'node:path';
import type { Statement, StatementCredits } from '../../../lib/binding/index.ts';
import { SettingError } from '../../environment.ts';
import { invalid, optional, otherwise, type Values } from '../../config/settings.ts';
import { line, webAddress } from '../../config/values.ts';
import type { CreditsSetting } from './open-credits.ts';

const MOST = 4;

/** `1`, or `MODEL 2; OTHER 1`: credits for each 4 KiB of a sealed request. */
const prices = (text: string): ReadonlyMap<string, number> => {
  const entries = text.split(';').map((entry) => entry.trim().split(/\s+/));
  const named = entries.map(([first = '', second]): [string, number] =>
    second === undefined ? ['*', Number(first)] : [first, Number(second)],
  );
  const isPrice = (value: number): boolean =>
    Number.isInteger(value) && value >= 0 && value <= MOST;
  if (named.every(([, value]) => isPrice(value))) return new Map(named);
  throw new Error(`a price from 0 to ${MOST}, or MODEL PRICE; MODEL PRICE`);
};

export const CREDITS = {
  'credits-issuer': optional(line, 'SOTTO_CREDITS_ISSUER'),
  'credits-issuer-key': optional(line, 'SOTTO_CREDITS_ISSUER_KEY'),
  'credits-issuer-url': optional(webAddress, 'SOTTO_CREDITS_ISSUER_URL'),
  'credits-refund-token': optional(line, 'SOTTO_CREDITS_REFUND_TOKEN'),
  'credits-prices': otherwise(prices, new Map([['*', 1]]), 'SOTTO_CREDITS_PRICES'),
  'credits-spent-url': optional(webAddress, 'SOTTO_CREDITS_SPENT_URL'),
  'credits-spent-token': optional(line, 'SOTTO_CREDITS_SPENT_TOKEN'),
  'credits-spent-secret': optional(line, 'SOTTO_CREDITS_SPENT_SECRET'),
};

export type StatedCredits = (models: readonly { readonly id: string }[]) => StatementCredits;

export interface CreditsSettings {
  readonly setting: CreditsSetting;
  readonly stated: StatedCredits;
}

/** @param beside The gateway's own settings that credits lean on. */
export function creditsFrom(
  values: Values<typeof CREDITS>,
  beside: { readonly ledgerUrl: string; readonly stateFolder: string | undefined },
  where: string,
): CreditsSettings | undefined {
  const issuerUrl = values['credits-issuer-url'];
  if (issuerUrl === undefined) return undefined;
  const need = (name: keyof typeof CREDITS): string => {
    const value = values[name];
    if (typeof value === 'string') return value;
    throw new SettingError('setting-missing', `${where}: ${name}`);
  };
  const refundToken = values['credits-refund-token'];
  const stated = statedBy(need('credits-issuer'), need('credits-issuer-key'), values);
  const setting = {
    ...{ issuerUrl, logUrl: beside.ledgerUrl },
    spent: spentFrom(values, beside.stateFolder, need),
    ...(refundToken !== undefined && { refundToken }),
  };
  return { setting, stated };
}

function spentFrom(
  values: Values<typeof CREDITS>,
  stateFolder: string | undefined,
  need: (name: keyof typeof CREDITS) => string,
): CreditsSetting['spent'] {
  const url = values['credits-spent-url'];
  if (url === undefined) {
    if (stateFolder === undefined) throw new SettingError('setting-missing', 'state-folder');
    return { kind: 'folder', folder: join(stateFolder, 'credits') };
  }
  return {
    ...{ kind: 'shared', url, token: need('credits-spent-token') },
    secret: need('credits-spent-secret'),
  };
}

function statedBy(
  issuer: string,
  issuerKey: string,
  values: Values<typeof CREDITS>,
): StatedCredits {
  const asked = values['credits-prices'];
  return (models) => {
    const known = new Set(['*', ...models.map(({ id }) => id)]);
    const stray = [...asked.keys()].find((name) => !known.has(name));
    if (stray !== undefined) throw invalid(`credits-prices: there is no model ${stray}`);
    const all = asked.get('*') ?? 1;
    const prices = models.map(({ id }) => ({ model: id, credits: asked.get(id) ?? all }));
    return { issuer, issuerKey, prices };
  };
}

/** The statement with its credits, or as it was. */
export function withCredits<S extends Pick<Statement, 'credits'>>(
  statement: S,
  stated: StatedCredits | undefined,
  models: readonly { readonly id: string }[],
): S {
  return stated === undefined ? statement : { ...statement, credits: stated(models) };
}
