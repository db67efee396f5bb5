/**
 * The bundle by which a person connects an account (section 4.3): JSON that the login page shows for pasting. Strict in
 * what is used, deaf to the rest: the page is not ours and may say more one day.
 * Must never be written down anywhere but sealed: whoever has it can ask at this account's expense.
 */
import { isPlainObject } from '../shape/index.ts';
import { OpengradientError } from './errors.ts';

export interface LoginBundle {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly expiresAtMs: number | undefined;
  readonly isAnonymous: boolean;
  readonly authUrl: string;
  /** Public by design: it names the project, not the person. */
  readonly authKey: string;
  readonly relayUrl: string;
  readonly rpcUrl: string | undefined;
  readonly registryAddress: string | undefined;
  readonly teeType: number | undefined;
}

const MAX_LENGTH = 32 * 1024;
const MAX_TOKEN = 8192;

/** Throws 'account-invalid'; the message never repeats what was pasted. */
export function parseLoginBundle(text: string, nowMs: number): LoginBundle {
  const bundle = objectOf(text.length <= MAX_LENGTH ? parsed(text) : undefined, 'bundle');
  if (bundle['type'] !== 'opengradient-cli-auth' || bundle['version'] !== 1) fail('type');
  const config = objectOf(bundle['config'], 'config');
  const user = isPlainObject(bundle['user']) ? bundle['user'] : {};
  return {
    accessToken: tokenOf(bundle['access_token']) ?? fail('access token'),
    refreshToken: tokenOf(bundle['refresh_token']),
    expiresAtMs: expiryOf(bundle, nowMs),
    isAnonymous: user['is_anonymous'] === true,
    authUrl: urlOf(config['supabase_url']) ?? fail('auth url'),
    authKey: tokenOf(config['supabase_anon_key']) ?? fail('auth key'),
    relayUrl: urlOf(config['chat_api_base_url']) ?? fail('relay url'),
    rpcUrl: urlOf(config['tee_registry_rpc_url']),
    registryAddress: addressOf(config['tee_registry_address']),
    teeType: teeTypeOf(config['tee_registry_tee_type']),
  };
}

/** What a refresh brings; a new refresh token kills the old one, so it must be kept before anything else is done. */
export interface RefreshedLogin {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly expiresAtMs: number | undefined;
}

export function parseRefresh(json: unknown, nowMs: number): RefreshedLogin {
  const answer = objectOf(json, 'refresh');
  return {
    accessToken: tokenOf(answer['access_token']) ?? fail('access token'),
    refreshToken: tokenOf(answer['refresh_token']),
    expiresAtMs: expiryOf(answer, nowMs),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without the cause: a JSON error quotes the text, and the text holds a token.
    return fail('not JSON');
  }
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  return isPlainObject(value) ? value : fail(what);
}

/** Tokens go into a header: visible ASCII and nothing else. */
function tokenOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const isToken = typeof value === 'string' && value.length <= MAX_TOKEN && /^[!-~]+$/.test(value);
  return isToken ? value : fail('token');
}

function expiryOf(from: Record<string, unknown>, nowMs: number): number | undefined {
  const { expires_at: at, expires_in: remaining } = from;
  if (isSeconds(at)) return at * 1000;
  return isSeconds(remaining) ? nowMs + remaining * 1000 : undefined;
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < 1e11;
}

/** The origin and path of an https address without credentials, query or fragment. */
function urlOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : fail('url');
  const isLocal = url.hostname === '127.0.0.1' || url.hostname === 'localhost';
  if (url.protocol !== 'https:' && !(isLocal && url.protocol === 'http:')) fail('url scheme');
  if (url.username + url.password + url.search + url.hash !== '') fail('url parts');
  return url.href.replace(/\/$/, '');
}

function addressOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const isAddress = typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value);
  return isAddress ? value : fail('address');
}

function teeTypeOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  return value === 0 || value === 1 ? value : fail('tee type');
}

function fail(detail: string): never {
  throw new OpengradientError('account-invalid', detail);
}
