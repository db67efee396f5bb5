import { describe, expect, it } from 'vitest';
import { parseLoginBundle, parseRefresh } from '../../lib/opengradient/index.ts';

const NOW_MS = 1_800_000_000_000;
const CONFIG = {
  app_env: 'production',
  supabase_url: 'https://auth.test/',
  supabase_anon_key: 'anon',
  chat_api_base_url: 'https://relay.test',
  tee_registry_rpc_url: 'https://rpc.test',
  tee_registry_address: '0x703cB174AEadB35D611858369B4b1111dC9Abda6',
  tee_registry_tee_type: 0,
};
const BUNDLE = {
  type: 'opengradient-cli-auth',
  version: 1,
  access_token: 'secret-token',
  refresh_token: 'secret-refresh',
  token_type: 'bearer',
  expires_at: 1_800_003_600,
  user: { id: 'x', email: 'a@b.c', is_anonymous: true },
  config: CONFIG,
  something_new: true,
};

describe('a login bundle', () => {
  it('gives what is needed and keeps nothing that names the person', () => {
    const bundle = parseLoginBundle(JSON.stringify(BUNDLE), NOW_MS);
    expect(bundle).toMatchObject({
      accessToken: 'secret-token',
      refreshToken: 'secret-refresh',
      expiresAtMs: 1_800_003_600_000,
      isAnonymous: true,
      authUrl: 'https://auth.test',
      relayUrl: 'https://relay.test',
      teeType: 0,
    });
    expect(JSON.stringify(bundle)).not.toContain('a@b.c');
  });

  it('needs no more than five fields', () => {
    const { supabase_url, supabase_anon_key, chat_api_base_url } = CONFIG;
    const least = {
      ...{ type: BUNDLE.type, version: 1, access_token: 't', expires_in: 60 },
      config: { supabase_url, supabase_anon_key, chat_api_base_url },
    };
    const bundle = parseLoginBundle(JSON.stringify(least), NOW_MS);
    expect(bundle.expiresAtMs).toBe(NOW_MS + 60_000);
    expect([bundle.refreshToken, bundle.rpcUrl, bundle.registryAddress]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['another type', { type: 'x' }],
    ['another version', { version: 2 }],
    ['no token', { access_token: '' }],
    ['a token with a line break', { access_token: 'secret-token\r\nx: y' }],
    ['no config', { config: null }],
    ['a relay without TLS', { config: { ...CONFIG, chat_api_base_url: 'http://relay.test' } }],
    ['a relay with a password', { config: { ...CONFIG, chat_api_base_url: 'https://a:b@c.test' } }],
    ['no address', { config: { ...CONFIG, tee_registry_address: '0x12' } }],
    ['an unknown kind', { config: { ...CONFIG, tee_registry_tee_type: 7 } }],
  ])('with %s is refused, and the token not repeated', (_, change) => {
    const parse = (): unknown => parseLoginBundle(JSON.stringify({ ...BUNDLE, ...change }), NOW_MS);
    expect(parse).toThrow(/account-invalid/);
    expect(parse).not.toThrow(/secret/);
  });

  it('that is no JSON, or endless, is refused without quoting it', () => {
    for (const text of ['{"access_token":"secret', ' '.repeat(40_000)]) {
      expect(() => parseLoginBundle(text, NOW_MS)).toThrow(
        /^account-invalid: (?:not JSON|bundle)$/,
      );
    }
  });
});

it('a refresh brings a new token, and maybe a new refresh token', () => {
  expect(parseRefresh({ access_token: 'n', expires_in: 10 }, NOW_MS)).toEqual({
    accessToken: 'n',
    refreshToken: undefined,
    expiresAtMs: NOW_MS + 10_000,
  });
  expect(() => parseRefresh({}, NOW_MS)).toThrow(/account-invalid/);
});
