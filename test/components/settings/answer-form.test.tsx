// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { SettingsPage } from '../../../components/settings/SettingsPage.tsx';
import type { EnclaveView, ErrorView } from '../../../lib/ask/index.ts';
import type { Settings } from '../../../lib/settings/index.ts';
import { draw } from '../../fakes/screen.tsx';
import { settingsPageProps } from '../../fakes/settings-page.ts';
import { enclave, MODEL, SETTINGS } from '../../fakes/views.ts';

const two = enclave({ models: [MODEL, { ...MODEL, id: 'other-model' }] });
const denied: ErrorView = { code: 'relay-permission-missing', advice: 'fix-settings' };

async function page(shown: EnclaveView | null, change: Partial<Settings> = {}, error?: ErrorView) {
  const saved: Settings[] = [];
  const screen = await draw(
    <SettingsPage
      {...settingsPageProps({
        settings: { ...SETTINGS, ...change },
        enclave: shown,
        error,
        onSave: (settings) => saved.push(settings),
      })}
    />,
  );
  return { screen, saved };
}

function optionsOf(element: HTMLElement): string[] {
  return [...element.querySelectorAll('option')].map(({ value }) => value);
}

describe('how answers come', () => {
  it('takes a language tag and names the language', async () => {
    const { screen, saved } = await page(two);
    await screen.type('answer-language', 'de');
    expect(screen.text()).toContain('Answers come in German');
    await screen.click('settings-save');
    expect(saved[0]?.answerLanguage).toBe('de');
  });

  it('says what is no language tag', async () => {
    const { screen } = await page(two);
    await screen.type('answer-language', 'in German, please');
    expect(screen.text()).toContain('This is not a language tag');
    expect(screen.one('answer-language').getAttribute('aria-invalid')).toBe('true');
  });

  it('offers the models of the enclave, and keeps a choice that is not on offer now', async () => {
    const { screen } = await page(two, { model: 'gone' });
    expect(optionsOf(screen.one('model'))).toEqual(['', MODEL.id, 'other-model', 'gone']);
  });
});

describe('a relay that the browser does not let us reach', () => {
  it('keeps what was typed and offers to ask the browser again', async () => {
    const { screen, saved } = await page(null, {}, denied);
    await screen.type('relay-url', 'https://new.example');
    expect(screen.text()).toContain('relay-permission-missing');
    await screen.click('relay-allow');
    expect(saved.map(({ relayUrl }) => relayUrl)).toEqual(['https://new.example']);
  });

  it('can be allowed later, from the test of the way', async () => {
    const { screen, saved } = await page(enclave({ phase: 'refused', error: denied }));
    await screen.click('relay-allow');
    expect(saved).toEqual([SETTINGS]);
  });
});
