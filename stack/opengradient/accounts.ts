/**
 * Accounts as the network has them (section 4.3): the page that hands out a login bundle, and the refresh of its token.
 * Tokens are random and mean nothing: nobody is behind them.
 */
import { randomBytes } from 'node:crypto';
import type { Incoming, Outgoing } from '../http/message.ts';
import { fromUtf8 } from '../../lib/bytes/index.ts';
import { isPlainObject } from '../../lib/shape/index.ts';
import { readBody } from '../http/call.ts';
import { answer, listen, type RunningServer } from '../http/server.ts';
import { answerJson } from './json-answer.ts';
import type { Lies } from './lies.ts';

export interface AccountsOptions {
  readonly port: number;
  readonly lies: Lies;
  readonly now: () => number;
  /** How long an access token is good for; an hour unless a test is in a hurry. */
  readonly tokenSeconds?: number;
}

/** What the bundle says of the network. */
export interface BundleConfig {
  readonly chat_api_base_url: string;
  readonly tee_registry_rpc_url: string;
  readonly tee_registry_address: string;
  readonly tee_registry_tee_type: number;
}

export interface Accounts extends RunningServer {
  /** A fresh login, as the page shows it for pasting. */
  bundleText(config: BundleConfig): string;
  /** Makes the page hand out bundles for this network. */
  offer(config: BundleConfig): void;
  isValid(accessToken: string): boolean;
  /** Ends every access token at once; refresh tokens go on. */
  expireTokens(): void;
  /** How often a token was refreshed. */
  readonly refreshes: () => number;
}

const HOUR_SECONDS = 3600;
const ANON_KEY = 'emulated-anon-key';

interface Tokens {
  access_token: string;
  refresh_token: string;
  token_type: string;
  expires_at: number;
  expires_in: number;
}

class TokenBook {
  readonly #access = new Map<string, number>();
  readonly #refresh = new Set<string>();
  readonly #options: AccountsOptions;
  refreshes = 0;

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  issue(): Tokens {
    const seconds = this.#options.tokenSeconds ?? HOUR_SECONDS;
    const expiresAt = Math.floor(this.#options.now() / 1000) + seconds;
    const [access, refresh] = [randomBytes(24), randomBytes(12)].map((b) =>
      b.toString('base64url'),
    );
    this.#access.set(access ?? '', expiresAt);
    this.#refresh.add(refresh ?? '');
    return {
      access_token: access ?? '',
      refresh_token: refresh ?? '',
      token_type: 'bearer',
      expires_at: expiresAt,
      expires_in: seconds,
    };
  }

  isValid(token: string): boolean {
    return (this.#access.get(token) ?? 0) > this.#options.now() / 1000;
  }

  expire(): void {
    this.#access.clear();
  }

  /** A refresh token is good once. */
  refresh(token: unknown): Tokens | undefined {
    if (typeof token !== 'string' || !this.#refresh.delete(token)) return undefined;
    this.refreshes++;
    return this.issue();
  }
}

export async function startAccounts(options: AccountsOptions): Promise<Accounts> {
  const book = new TokenBook(options);
  let offered: BundleConfig | undefined;
  const bundle = (config: BundleConfig): string =>
    JSON.stringify({
      ...{ type: 'opengradient-cli-auth', version: 1 },
      ...book.issue(),
      user: { id: 'emulated', email: 'nobody@example.invalid', is_anonymous: false },
      config: {
        app_env: 'production',
        supabase_url: server.url,
        supabase_anon_key: ANON_KEY,
        ...config,
      },
    });
  const server = await listen(
    async (request, response) => {
      const url = new URL(request.url ?? '/', 'http://accounts.invalid');
      const route = `${request.method ?? ''} ${url.pathname}`;
      if (options.lies.auth === 'down') return void response.destroy();
      if (route === 'POST /auth/v1/token') return serveToken(book, options, url, request, response);
      if (route === 'GET /cli-auth' && offered !== undefined) {
        return answer(response, 200, 'text/html; charset=utf-8', loginPage(bundle(offered)));
      }
      answerJson(response, 404, { error: 'not_found' });
    },
    { port: options.port },
  );
  return {
    ...server,
    bundleText: bundle,
    offer: (config) => (offered = config),
    isValid: (token) => book.isValid(token),
    expireTokens: () => book.expire(),
    refreshes: () => book.refreshes,
  };
}

async function serveToken(
  book: TokenBook,
  { lies }: AccountsOptions,
  url: URL,
  request: Incoming,
  response: Outgoing,
): Promise<void> {
  const body = parsed(fromUtf8(await readBody(request, 16_384)));
  if (request.headers['apikey'] !== ANON_KEY) {
    return answerJson(response, 401, { message: 'No API key found in request' });
  }
  const isRefresh = url.searchParams.get('grant_type') === 'refresh_token';
  const isRefused = lies.auth === 'refuses' || !isRefresh;
  const tokens = isRefused ? undefined : book.refresh(body['refresh_token']);
  if (tokens !== undefined) return answerJson(response, 200, tokens);
  answerJson(response, 400, { error: 'invalid_grant', error_description: 'Invalid Refresh Token' });
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isPlainObject(value) ? value : {};
  } catch {
    // A body that is no JSON names no token.
    return {};
  }
}

/** The copy-and-paste way: a page shows the bundle. Its text is our own JSON of tokens and loopback addresses. */
function loginPage(bundle: string): string {
  const shown = bundle.replace(/[&<]/g, (c) => (c === '&' ? '&amp;' : '&lt;'));
  return `<!doctype html><html lang="en"><title>Emulated sign-in</title>
<h1>Emulated sign-in</h1><p>Copy this into the settings of Sotto. Nobody signs in here.</p>
<textarea id="bundle" rows="12" cols="80" readonly>${shown}</textarea></html>`;
}
