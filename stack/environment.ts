/**
 * Reads the settings of a program from its environment, by name and with a refusal that says which one is wrong.
 * Must never fall back from a setting that is there but unreadable.
 */
import type { Place } from '../lib/binding/index.ts';
import { CodedError } from '../lib/errors/index.ts';
import type { ModelServerConfig } from './gateway/models/configure.ts';

export class SettingError extends CodedError<'setting-missing' | 'setting-invalid'> {}

export type Environment = Readonly<Record<string, string | undefined>>;

export function optional(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  return value === undefined || value === '' ? undefined : value;
}

export function required(environment: Environment, name: string): string {
  const value = optional(environment, name);
  if (value === undefined) throw new SettingError('setting-missing', name);
  return value;
}

export function wholeNumber(environment: Environment, name: string, otherwise: number): number {
  const value = optional(environment, name);
  if (value === undefined) return otherwise;
  if (!/^[0-9]{1,9}$/.test(value)) throw new SettingError('setting-invalid', name);
  return Number(value);
}

function webAddress(environment: Environment, name: string): string {
  return addressIn(required(environment, name), name);
}

/** `A B C; A B C`: entries of so many words, for lists. */
export function entries(environment: Environment, name: string, words: number): string[][] {
  const lines = required(environment, name)
    .split(';')
    .map((line) => line.trim().split(/\s+/))
    .filter(([first]) => first !== '');
  if (lines.some((line) => line.length !== words)) throw new SettingError('setting-invalid', name);
  return lines;
}

function addressIn(value: string, name: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new SettingError('setting-invalid', name);
  }
  return value.replace(/\/$/, '');
}

const PLACES: readonly Place[] = ['in-enclave', 'attested-enclave', 'third-party'];

/** SOTTO_MODEL_URL and what belongs to it; nothing when it is not set. */
export function modelServerFrom(environment: Environment): ModelServerConfig | undefined {
  if (optional(environment, 'SOTTO_MODEL_URL') === undefined) return undefined;
  const apiKey = optional(environment, 'SOTTO_MODEL_KEY');
  const name = optional(environment, 'SOTTO_MODEL_NAME');
  const place = optional(environment, 'SOTTO_MODEL_PLACE');
  const known = PLACES.find((one) => one === place);
  if (place !== undefined && known === undefined) {
    throw new SettingError('setting-invalid', 'SOTTO_MODEL_PLACE');
  }
  const price = priceFrom(environment);
  return {
    url: webAddress(environment, 'SOTTO_MODEL_URL'),
    contextTokens: wholeNumber(environment, 'SOTTO_MODEL_CONTEXT_TOKENS', 8192),
    ...(apiKey !== undefined && { apiKey }),
    ...(name !== undefined && { name }),
    ...(known !== undefined && { place: known }),
    ...(price !== undefined && { price }),
  };
}

/** `USD 0.15 0.6`: currency, and the price of a million tokens in and out. */
function priceFrom(environment: Environment): ModelServerConfig['price'] {
  const name = 'SOTTO_MODEL_PRICE';
  if (optional(environment, name) === undefined) return undefined;
  const [[currency = '', perMillionInput = '', perMillionOutput = ''] = []] = entries(
    environment,
    name,
    3,
  );
  return { currency, perMillionInput, perMillionOutput };
}
