/** The account while its token is renewed: what the person says meanwhile is the last word. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { Account } from '../../lib/networks/opengradient/account.ts';
import { FakeBrowser } from '../fakes/desk.ts';

const RELAY = 'https://relay.test';
const HOUR_SECONDS = 3600;

let browser: FakeBrowser;
let account: Account;
/** Resolves once the place of the account was asked for another token, which it gives when it is let. */
let asked: Promise<void>;
let give: () => void;

function tokens(name: string): Record<string, unknown> {
  return {
    access_token: `token-${name}`,
    refresh_token: `refresh-${name}`,
    token_type: 'bearer',
    expires_in: HOUR_SECONDS,
  };
}

function bundle(name: string): string {
  const config = {
    supabase_url: 'https://auth.test',
    supabase_anon_key: 'anon',
    chat_api_base_url: RELAY,
  };
  return JSON.stringify({ type: 'opengradient-cli-auth', version: 1, ...tokens(name), config });
}

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  let tellAsked: () => void;
  asked = new Promise((resolve) => (tellAsked = resolve));
  const given = new Promise<void>((resolve) => (give = resolve));
  account = new Account({
    ...browser.edges(),
    fetch: async () => {
      tellAsked();
      await given;
      return Response.json(tokens('renewed'));
    },
  });
  await account.connect(bundle('first'));
  browser.clock.advance(HOUR_SECONDS * 1000);
});

describe('an account whose token is being renewed', () => {
  it('is kept with its new tokens', async () => {
    const token = account.token(RELAY);
    await asked;
    give();
    expect(await token).toBe('token-renewed');
    expect(await browser.proofs.account()).toMatchObject({ refreshToken: 'refresh-renewed' });
  });

  it('stays removed when the person removes it meanwhile', async () => {
    const token = account.token(RELAY);
    await asked;
    await account.forget();
    give();
    await expect(token).rejects.toThrow(/account-missing/);
    expect(await account.view()).toBeNull();
  });

  it('does not take the place of another one that was connected meanwhile', async () => {
    const token = account.token(RELAY);
    await asked;
    await account.connect(bundle('second'));
    give();
    await expect(token).rejects.toThrow(/account-missing/);
    expect(await account.token(RELAY)).toBe('token-second');
  });
});
