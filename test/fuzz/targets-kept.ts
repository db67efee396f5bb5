/** Parsers of what the person keeps or brings under fuzz: wallet, aside, accounts, files of settings and actions, sites. */
import { serveAside, asidePlaces } from '../../lib/aside/index.ts';
import { fromUtf8, toBase64Url, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { parseLoginBundle, parseRefresh } from '../../lib/opengradient/index.ts';
import { actionSettingsShape, importActions } from '../../lib/prompts/index.ts';
import { parseAnyProof, parseContradiction } from '../../lib/proofs/file/index.ts';
import { exportSettings, migrate, parseSettings, planImport } from '../../lib/settings/index.ts';
import { isSite, siteOf } from '../../lib/sites/index.ts';
import { addVoucher, readState, viewWallet } from '../../lib/wallet/index.ts';
import { createWalletStore } from '../fakes/wallet-store.ts';
import { random } from '../fakes/random.ts';
import { SETTINGS } from '../fakes/views.ts';
import type { FuzzTarget } from './target.ts';

const NOW_MS = Date.UTC(2026, 10, 21);
const PURSE = {
  issuer: 'issuer.example',
  verifierKey: 'v+00000000+AA',
  service: 'gateway.example',
};
const lossy = new TextDecoder();

function json(bytes: Bytes): unknown {
  try {
    return JSON.parse(fromUtf8(bytes));
  } catch {
    return undefined;
  }
}

function seed(value: unknown): Bytes {
  return utf8(JSON.stringify(value));
}

/** A wallet as a device has it, with a voucher waiting. */
async function wallet(): Promise<unknown> {
  const store = createWalletStore();
  await addVoucher(store, PURSE, { text: 'voucher', isNow: false, nowMs: NOW_MS }, random);
  return (await store.read()).value;
}

const jobs = ['look', 'judge', 'credits', 'read-login'];

export const targets: readonly FuzzTarget[] = [
  {
    name: 'wallet-state',
    seeds: [seed(await wallet())],
    run: async (bytes) => {
      const state = readState(json(bytes));
      const store = { read: () => Promise.resolve({ version: 1, value: state }) };
      await viewWallet({ ...store, write: () => Promise.resolve(false) }, PURSE, NOW_MS);
    },
  },
  {
    name: 'aside-message',
    seeds: jobs.map((job) => seed({ type: 'start', id: 1, job, input: { kind: 'bundle' } })),
    run: (bytes) => serveAside([], () => undefined)(json(bytes)),
  },
  {
    name: 'aside-login-job',
    seeds: [
      seed({
        type: 'start',
        id: 1,
        job: 'read-login',
        input: { kind: 'bundle', text: '{}', nowMs: 1 },
      }),
      seed({ type: 'given', id: 1, want: 1, value: toBase64Url(utf8('x')) }),
    ],
    run: (bytes) => serveAside(asidePlaces(), () => undefined)(json(bytes)),
  },
  {
    name: 'login-bundle',
    seeds: [
      seed({
        version: 1,
        accessToken: 'a.b.c',
        refreshToken: 'r',
        authUrl: 'https://auth.example',
      }),
      seed({ access_token: 'a', refresh_token: 'b', expires_in: 3600, token_type: 'bearer' }),
    ],
    run: (bytes) => parseLoginBundle(lossy.decode(bytes), NOW_MS),
  },
  {
    name: 'login-renewal',
    seeds: [seed({ access_token: 'a', refresh_token: 'b', expires_in: 3600 })],
    run: (bytes) => parseRefresh(json(bytes), NOW_MS),
  },
  {
    name: 'settings-file',
    seeds: [
      utf8(exportSettings(SETTINGS)),
      seed({ format: 'sotto-settings', version: 3, settings: { ...SETTINGS, version: 3 } }),
    ],
    run: (bytes) => planImport(lossy.decode(bytes), SETTINGS),
  },
  {
    name: 'settings-of-before',
    seeds: [1, 2, 3, 4, 5].map((version) => seed({ ...SETTINGS, version })),
    run: (bytes) => parseSettings(migrate(json(bytes))),
  },
  {
    name: 'action-file',
    seeds: [
      seed({ format: 'sotto-actions', version: 1, actions: [{ label: 'a', prompt: 'b' }] }),
      seed([{ id: 'x1', isHidden: true }]),
    ],
    run: (bytes) => importActions(lossy.decode(bytes), []),
  },
  {
    name: 'action-settings',
    seeds: [
      seed([
        { id: 'explain', isHidden: true },
        { id: 'own-1', label: 'a', prompt: 'b' },
      ]),
    ],
    run: (bytes) => actionSettingsShape(json(bytes)),
  },
  {
    name: 'any-proof-file',
    seeds: [
      seed({ format: 'sotto opengradient proof', version: 1 }),
      seed({ format: 'sotto proof' }),
    ],
    run: (bytes) => parseAnyProof(lossy.decode(bytes)),
  },
  {
    name: 'contradiction-file',
    seeds: [seed({ format: 'sotto contradiction', version: 1 })],
    run: (bytes) => parseContradiction(lossy.decode(bytes)),
  },
  {
    name: 'site',
    seeds: [utf8('https://news.example'), utf8('http://[::1]:80'), utf8('chrome://x')],
    run: (bytes) => isSite(siteOf(lossy.decode(bytes))),
  },
];
