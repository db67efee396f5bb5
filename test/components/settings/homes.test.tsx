// @vitest-environment happy-dom
import { act } from 'preact/test-utils';
import { describe, expect, it } from 'vitest';
import { HomeForm } from '../../../components/settings/HomeForm.tsx';
import { KeyboardForm } from '../../../components/settings/KeyboardForm.tsx';
import { SitesForm } from '../../../components/settings/SitesForm.tsx';
import { siteOf } from '../../../lib/sites/index.ts';
import type { Settings } from '../../../lib/settings/index.ts';
import { draw } from '../../fakes/screen.tsx';
import { SETTINGS } from '../../fakes/views.ts';

async function homeForm(isGranted: boolean) {
  const changes: Partial<Settings>[] = [];
  const screen = await draw(
    <HomeForm
      settings={SETTINGS}
      onChange={(change) => changes.push(change)}
      askForNotifications={() => Promise.resolve(isGranted)}
    />,
  );
  await screen.click('notify');
  await screen.draw(
    <HomeForm
      settings={SETTINGS}
      onChange={(change) => changes.push(change)}
      askForNotifications={() => Promise.resolve(isGranted)}
    />,
  );
  return { screen, changes };
}

describe('notifications', () => {
  it('are on once the browser grants them', async () => {
    const { screen, changes } = await homeForm(true);
    expect(changes).toEqual([{ notify: true }]);
    expect(screen.count('notify-refused')).toBe(0);
  });

  it('stay off when it does not, and the person is told', async () => {
    const { screen, changes } = await homeForm(false);
    expect(changes).toEqual([]);
    expect(screen.count('notify-refused')).toBe(1);
  });
});

async function sitesForm(isGranted: boolean) {
  const calls: string[] = [];
  const screen = await draw(
    <SitesForm
      sites={[
        { site: 'https://news.example', isGranted: true },
        { site: 'https://wiki.example', isGranted: false },
      ]}
      siteOf={siteOf}
      onAllow={(site) => {
        calls.push(`allow ${site}`);
        return Promise.resolve(isGranted);
      }}
      onRemove={(site) => calls.push(`remove ${site}`)}
    />,
  );
  return { screen, calls };
}

describe('the sites', () => {
  it('say which of them the browser no longer grants', async () => {
    const { screen } = await sitesForm(true);
    const rows = [...screen.root.querySelectorAll<HTMLElement>('[data-testid="site-row"]')];
    expect(rows.map(({ dataset }) => dataset['granted'])).toEqual(['true', 'false']);
  });

  it('are allowed by what a person types, with Enter too', async () => {
    const { screen, calls } = await sitesForm(true);
    await screen.type('site-new', 'blog.example/some/page');
    await screen.click('site-new-allow');
    await screen.type('site-new', 'https://other.example');
    await screen.press('site-new', 'Enter');
    expect(calls).toEqual(['allow https://blog.example', 'allow https://other.example']);
  });

  it('are not made of what is no site', async () => {
    const { screen, calls } = await sitesForm(true);
    await screen.type('site-new', 'http://plain.example');
    await screen.click('site-new-allow');
    expect(calls).toEqual([]);
    expect(screen.one('site-new').getAttribute('aria-invalid')).toBe('true');
  });

  it('are told of when the browser refuses', async () => {
    const { screen } = await sitesForm(false);
    await screen.type('site-new', 'blog.example');
    await screen.click('site-new-allow');
    await act(() => Promise.resolve());
    expect(screen.one('site-refused').textContent).toContain('https://blog.example');
  });
});

describe('the keys', () => {
  const keys = [
    { name: 'ask-privately', description: 'Ask', key: 'Alt+Shift+S' },
    { name: 'quick-action-1', description: 'Quick action 1', key: '' },
  ];

  it('are shown as they are bound, with the way to change them', async () => {
    let opened = 0;
    const screen = await draw(
      <KeyboardForm keys={keys} onSet={undefined} onOpenPage={() => (opened += 1)} />,
    );
    expect(screen.text()).toContain('Alt+Shift+S');
    expect(screen.text()).toContain('none');
    await screen.click('keys-page');
    expect(opened).toBe(1);
  });

  it('are taken from the next press where the browser lets us set them', async () => {
    const set: string[] = [];
    const screen = await draw(
      <KeyboardForm
        keys={keys.slice(0, 1)}
        onSet={(name, key) => {
          set.push(`${name} ${key}`);
          return key === 'F5' ? Promise.reject(new Error('taken')) : Promise.resolve();
        }}
        onOpenPage={undefined}
      />,
    );
    await screen.press('key-field', 'k', { code: 'KeyK', altKey: true });
    await screen.press('key-field', 'Backspace', { code: 'Backspace' });
    await screen.press('key-field', 'Tab', { code: 'Tab' });
    await screen.press('key-field', 'F5', { code: 'F5' });
    expect(set).toEqual(['ask-privately Alt+K', 'ask-privately ', 'ask-privately F5']);
    await screen.draw(<KeyboardForm keys={keys} onSet={undefined} onOpenPage={undefined} />);
  });
});
