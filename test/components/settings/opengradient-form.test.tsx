// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import {
  SettingsPage,
  type SettingsPageProps,
} from '../../../components/settings/SettingsPage.tsx';
import type { BundleView } from '../../../components/settings/LoginPlaces.tsx';
import type { Settings } from '../../../lib/settings/index.ts';
import { opengradientEnclave } from '../../fakes/opengradient-views.ts';
import { draw, type Screen } from '../../fakes/screen.tsx';
import { settingsPageProps } from '../../fakes/settings-page.ts';
import { MEASUREMENT, NOW_MS, SETTINGS, steps } from '../../fakes/views.ts';

const OPENGRADIENT: Settings = { ...SETTINGS, network: 'opengradient' };
const { relayUrl } = SETTINGS.opengradient;
const LOGIN: BundleView = { relayUrl, authUrl: 'https://login.example', isAnonymous: false };

async function page(change: Partial<SettingsPageProps> = {}) {
  const saved: Settings[] = [];
  const connected: unknown[] = [];
  const screen = await draw(
    <SettingsPage
      {...settingsPageProps({
        settings: OPENGRADIENT,
        onSave: (settings) => saved.push(settings),
        onConnect: (bundle, urls) => connected.push([bundle, urls]),
        readBundle: (text) =>
          Promise.resolve(
            text.startsWith('{')
              ? { ok: true, bundle: LOGIN }
              : { ok: false, code: 'account-invalid' },
          ),
        ...change,
      })}
    />,
  );
  return { screen, saved, connected };
}

async function open(screen: Screen, testId: string) {
  const details = screen.one(testId);
  if (!(details instanceof HTMLDetailsElement)) throw new Error('no details');
  details.open = true;
  details.dispatchEvent(new Event('toggle'));
  await screen.press(testId, 'a');
}

function isDisabled(screen: Screen, testId: string): boolean {
  return screen.one(testId).hasAttribute('disabled');
}

describe('the network', () => {
  it('is picked, and its own part stands in the place of the other', async () => {
    const { screen, saved } = await page({ settings: SETTINGS });
    expect(screen.count('og-relay-url') + screen.count('account')).toBe(0);
    await screen.click('network-opengradient');
    expect(screen.count('relay-url')).toBe(0);
    expect(screen.count('og-relay-url') + screen.count('account')).toBe(2);
    await screen.click('settings-save');
    expect(saved[0]?.network).toBe('opengradient');
    expect(saved[0]?.opengradient).toEqual(SETTINGS.opengradient);
  });

  it('takes its addresses, several nodes among them', async () => {
    const { screen, saved } = await page();
    await screen.type('og-relay-url', ' https://relay.example ');
    await screen.type('og-nodes', 'https://one.example\n\n https://two.example ');
    await open(screen, 'og-registry');
    await screen.type('og-registry-address', `0x${'ab'.repeat(20)}`);
    await screen.type('og-chain-id', '12');
    await screen.click('settings-save');
    expect(saved[0]?.opengradient).toMatchObject({
      relayUrl: 'https://relay.example',
      rpcUrls: ['https://one.example', 'https://two.example'],
      registryAddress: `0x${'ab'.repeat(20)}`,
      chainId: 12,
    });
  });

  it('keeps a number that is none on the screen, with a word, and changes nothing by it', async () => {
    const { screen } = await page();
    await open(screen, 'og-registry');
    await screen.type('og-chain-id', '12x');
    expect(screen.text()).toContain('not a whole number');
    expect(screen.one('settings-status').textContent).toBe('All saved.');
  });

  it('has every unknown on its careful side, and says what another choice gives up', async () => {
    const { screen, saved } = await page();
    await open(screen, 'og-unknowns');
    const isOn = (testId: string): boolean => {
      const input = screen.one(testId);
      return input instanceof HTMLInputElement && input.checked;
    };
    expect(['og-builds-allowed', 'og-recheck-required'].map(isOn)).toEqual([true, true]);
    expect(screen.count('og-builds-loose') + screen.count('og-recheck-loose')).toBe(0);
    await screen.click('og-builds-approved');
    await screen.click('og-recheck-if-served');
    expect(screen.count('og-builds-loose') + screen.count('og-recheck-loose')).toBe(2);
    await screen.type('og-pins', `0x${'AB'.repeat(32)}`);
    await screen.type('og-max-tokens', '256');
    await screen.click('settings-save');
    expect(saved[0]?.opengradient).toMatchObject({
      builds: 'approved',
      recheck: 'if-served',
      pinnedPcrHashes: [`0x${'ab'.repeat(32)}`],
      maxTokens: 256,
      reasoningEffort: 'none',
      settlementAddress: '',
      aggregatorUrl: '',
    });
    expect(screen.text()).toContain('not published');
  });

  it('allows a refused build for this registry, wherever its enclaves run', async () => {
    const enclave = opengradientEnclave({
      phase: 'refused',
      error: { code: 'measurement-unknown', advice: 'fix-settings' },
      steps: steps('measurement'),
      measurement: { ...MEASUREMENT, pcr0: 'ab'.repeat(48) },
    });
    const { screen, saved } = await page({ enclave });
    await screen.type('measurement-name', 'seen in September');
    await screen.click('measurement-compared');
    await screen.click('measurement-allow');
    await screen.click('settings-save');
    expect(saved[0]?.consents[0]?.gateway).toBe(
      'eip155:10740|0x703cb174aeadb35d611858369b4b1111dc9abda6',
    );
  });
});

describe('an account', () => {
  it('is connected after what the relay learns was read, and leaves no token on the screen', async () => {
    const { screen, connected } = await page();
    expect(screen.one('account').textContent).toContain('The relay learns your account');
    await screen.type('account-bundle', '{"a":1}');
    await expect.poll(() => screen.count('login-places')).toBe(1);
    expect(isDisabled(screen, 'account-connect')).toBe(true);
    await screen.click('account-consent');
    await screen.click('account-connect');
    expect(connected).toEqual([['{"a":1}', [relayUrl, 'https://login.example']]]);
    expect(screen.one('account-bundle')).toHaveProperty('value', '');
    expect(isDisabled(screen, 'account-connect')).toBe(true);
  });

  it('is taken from a dropped file too', async () => {
    const { screen, connected } = await page();
    const file = new File(['{"dropped":true}'], 'login.json');
    const drop = new Event('drop', { bubbles: true, cancelable: true });
    Object.assign(drop, { dataTransfer: { files: [file], getData: () => '' } });
    screen.one('account-drop').dispatchEvent(drop);
    await expect.poll(() => screen.count('login-places')).toBe(1);
    await screen.click('account-consent');
    await screen.click('account-connect');
    expect(connected).toHaveLength(1);
    expect(drop.defaultPrevented).toBe(true);
  });

  it('is refused in words when the login is none', async () => {
    const { screen } = await page();
    await screen.type('account-bundle', 'hello');
    await expect.poll(() => screen.text()).toContain('not a login');
    await screen.click('account-consent');
    expect(isDisabled(screen, 'account-connect')).toBe(true);
  });

  it('never moves an address by itself', async () => {
    const other: BundleView = {
      ...LOGIN,
      relayUrl: 'https://other.example',
      rpcUrl: 'https://node.example',
      registryAddress: `0x${'cd'.repeat(20)}`,
      teeType: 0,
    };
    const readBundle = () => Promise.resolve({ ok: true as const, bundle: other });
    const { screen, saved } = await page({ readBundle });
    await screen.type('account-bundle', '{}');
    await expect.poll(() => screen.count('login-differs')).toBe(1);
    expect(screen.one('settings-status').textContent).toBe('All saved.');
    await screen.click('login-take');
    expect(screen.count('login-differs')).toBe(0);
    await screen.click('settings-save');
    expect(saved[0]?.opengradient).toMatchObject({
      relayUrl: 'https://other.example',
      rpcUrls: [...SETTINGS.opengradient.rpcUrls, 'https://node.example'],
      registryAddress: `0x${'cd'.repeat(20)}`,
    });
  });

  it('shows until when it is signed in, and is removed after a question', async () => {
    let isForgotten = false;
    const { screen } = await page({
      account: {
        relayHost: 'chat-api.example',
        authUrl: 'https://login.example',
        isAnonymous: true,
        isRenewable: true,
        expiresAtMs: NOW_MS,
      },
      onForgetAccount: () => (isForgotten = true),
    });
    expect(screen.one('account-until').textContent).toMatch(/2026.*renewed.*no name/);
    await screen.click('account-remove');
    expect(isForgotten).toBe(false);
    await screen.click('account-remove-sure');
    expect(isForgotten).toBe(true);
  });
});
