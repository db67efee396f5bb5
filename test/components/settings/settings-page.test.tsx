// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { SettingsPage } from '../../../components/settings/SettingsPage.tsx';
import type { EnclaveView } from '../../../lib/ask/index.ts';
import type { Settings } from '../../../lib/settings/index.ts';
import { draw } from '../../fakes/screen.tsx';
import { settingsPageProps } from '../../fakes/settings-page.ts';
import { enclave, MEASUREMENT, SETTINGS, steps } from '../../fakes/views.ts';

const OTHER = { ...MEASUREMENT, pcr0: 'ab'.repeat(48) };

const refused = enclave({
  phase: 'refused',
  error: { code: 'measurement-unknown', advice: 'fix-settings' },
  steps: steps('measurement'),
  measurement: OTHER,
});

async function settingsPage(change: Partial<Settings> = {}, shown: EnclaveView | null = null) {
  const saved: Settings[] = [];
  const screen = await draw(
    <SettingsPage
      {...settingsPageProps({
        settings: { ...SETTINGS, ...change },
        enclave: shown,
        onSave: (settings) => saved.push(settings),
      })}
    />,
  );
  return { screen, saved };
}

async function openDisclosure(screen: Awaited<ReturnType<typeof draw>>, testId: string) {
  const details = screen.one(testId);
  if (!(details instanceof HTMLDetailsElement)) throw new Error('no details');
  details.open = true;
  details.dispatchEvent(new Event('toggle'));
  await screen.press(testId, 'a');
}

describe('settings', () => {
  it('are saved only by Save, and only when changed', async () => {
    const { screen, saved } = await settingsPage();
    expect(screen.one('settings-save').hasAttribute('disabled')).toBe(true);
    await screen.type('relay-url', ' https://other.example ');
    await screen.type('gateway-name', 'second');
    expect(saved).toEqual([]);
    await screen.click('settings-save');
    expect(saved).toEqual([
      { ...SETTINGS, relayUrl: 'https://other.example', gatewayName: 'second' },
    ]);
  });

  it('allow code only when compared, named and then saved', async () => {
    const { screen, saved } = await settingsPage({}, refused);
    const allow = screen.one('measurement-allow');
    expect(allow.hasAttribute('disabled')).toBe(true);
    await screen.type('measurement-name', 'next release');
    expect(allow.hasAttribute('disabled')).toBe(true);
    await screen.click('measurement-compared');
    await screen.click('measurement-allow');
    expect(screen.count('measurement-refused')).toBe(0);
    await screen.click('settings-save');
    const [consent, ...more] = saved[0]?.consents ?? [];
    expect(more).toEqual([]);
    expect(consent).toMatchObject({
      name: 'next release',
      ...OTHER,
      gateway: 'relay.example.org|main',
    });
    expect(typeof consent?.consentedAtMs).toBe('number');
    expect(saved[0]?.releases).toEqual(SETTINGS.releases);
  });

  it('show what changed against the nearest release', async () => {
    const { screen } = await settingsPage({}, refused);
    const shown = screen.one('measurement-refused').textContent;
    expect(shown).toContain('sotto-enclave 0.1.0');
    expect(shown).toContain(MEASUREMENT.pcr0);
    expect(shown).toContain(OTHER.pcr0);
    expect(screen.root.querySelectorAll('.measurement-diff .verdict-fails')).toHaveLength(1);
    expect(screen.root.querySelectorAll('.measurement-diff .verdict-holds')).toHaveLength(2);
  });

  it('offer no consent to evidence that is refused for anything else', async () => {
    const forged = { ...refused, error: { code: 'signature-invalid', advice: 'stop' as const } };
    const { screen } = await settingsPage({}, forged);
    expect(screen.count('measurement-refused') + screen.count('measurement-allow')).toBe(0);
  });

  it('take a development root only while the relay is this machine', async () => {
    const { screen } = await settingsPage();
    expect(screen.count('trust-root-add')).toBe(0);
    await screen.type('relay-url', 'http://127.0.0.1:8787');
    expect(screen.count('trust-root-add')).toBe(1);
    await screen.type('relay-url', 'http://localhost.evil.example');
    expect(screen.count('trust-root-add')).toBe(0);
  });

  it('add a pasted root once it is one, and say what it means', async () => {
    const { screen, saved } = await settingsPage({ relayUrl: 'http://127.0.0.1:8787' });
    await openDisclosure(screen, 'trust-root-add');
    await screen.type('trust-root', 'not a certificate');
    expect(screen.one('trust-root-allow').hasAttribute('disabled')).toBe(true);
    await screen.type(
      'trust-root',
      '-----BEGIN CERTIFICATE-----\nMAMC\nAQU=\n-----END CERTIFICATE-----',
    );
    expect(screen.text()).toContain('no hardware protects');
    await screen.click('trust-root-allow');
    await screen.click('settings-save');
    expect(saved[0]?.developmentRoots).toEqual(['MAMCAQU=']);
  });

  it('say plainly that a development root is trusted', async () => {
    const { screen } = await settingsPage({ developmentRoots: ['MAMCAQU='] });
    expect(screen.one('development-root').textContent).toContain('no hardware');
    expect(screen.text()).toContain('no longer on this machine');
  });

  it('name the cost of each padding and change history', async () => {
    const { screen, saved } = await settingsPage();
    for (const cost of ['16 kB', '64 kB', 'rhythm']) expect(screen.text()).toContain(cost);
    await screen.click('keep-history');
    await screen.click('settings-save');
    expect(saved[0]?.keepHistory).toBe(false);
  });
});
