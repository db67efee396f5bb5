// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { SettingsPage } from '../../../components/settings/SettingsPage.tsx';
import type { SettingsPageProps } from '../../../components/settings/SettingsPage.tsx';
import { exportSettings, type Settings } from '../../../lib/settings/index.ts';
import { draw } from '../../fakes/screen.tsx';
import { settingsPageProps } from '../../fakes/settings-page.ts';
import { SETTINGS } from '../../fakes/views.ts';

const LIST = { publicKey: 'A'.repeat(43) + '=', signed: '{"list":1}' };
const OTHER = { publicKey: 'B'.repeat(43) + '=', signed: '{"list":2}' };

async function settingsPage(change: Partial<SettingsPageProps> = {}) {
  const saved: Settings[] = [];
  const screen = await draw(
    <SettingsPage {...settingsPageProps({ onSave: (one) => saved.push(one), ...change })} />,
  );
  return {
    screen,
    /** What Save would store now. */
    save: async () => {
      await screen.click('settings-save');
      return saved.at(-1);
    },
  };
}

/** Something that ends when the test says so. */
function held<T>() {
  let end: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => (end = resolve));
  return { promise, end };
}

describe('what arrives late in the settings', () => {
  it('notifications undo nothing that was edited meanwhile', async () => {
    const granted = held<boolean>();
    const parts = { askForNotifications: () => granted.promise };
    const { screen, save } = await settingsPage({ parts });
    await screen.click('notify');
    await screen.type('gateway-name', 'second');
    await screen.late(() => Promise.resolve(granted.end(true)));
    expect(await save()).toEqual({ ...SETTINGS, notify: true, gatewayName: 'second' });
  });

  it('a checked list joins the lists that there are by then', async () => {
    const check = held<{ ok: true; releases: [] }>();
    const { screen, save } = await settingsPage({
      settings: { ...SETTINGS, releaseLists: [LIST] },
      checkList: ({ signed }) =>
        signed === OTHER.signed ? check.promise : Promise.resolve({ ok: true, releases: [] }),
    });
    await screen.open('release-list-add');
    await screen.type('release-list-key', OTHER.publicKey);
    await screen.type('release-list-text', OTHER.signed);
    await screen.click('release-list-take');
    await screen.type('gateway-name', 'second');
    await screen.open('release-list');
    await screen.click('release-list-remove');
    await screen.late(() => Promise.resolve(check.end({ ok: true, releases: [] })));
    expect(await save()).toEqual({ ...SETTINGS, gatewayName: 'second', releaseLists: [OTHER] });
  });

  it('a file is laid over what is there once it is read', async () => {
    const text = held<string>();
    const { screen, save } = await settingsPage();
    const file = exportSettings({ ...SETTINGS, keepHistory: !SETTINGS.keepHistory });
    const input = screen.one('settings-import');
    const chosen = { slice: () => ({ text: () => text.promise }) };
    Object.defineProperty(input, 'files', { value: [chosen] });
    await screen.late(() => Promise.resolve(input.dispatchEvent(new Event('change'))));
    await screen.type('gateway-name', 'second');
    await screen.late(() => Promise.resolve(text.end(file)));
    expect(await save()).toEqual({
      ...SETTINGS,
      keepHistory: !SETTINGS.keepHistory,
      gatewayName: 'second',
    });
  });
});
