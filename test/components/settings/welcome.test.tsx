// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { HelpPage } from '../../../components/settings/HelpPage.tsx';
import { PERMISSION_WORDS } from '../../../components/settings/permission-words.ts';
import { WelcomePage } from '../../../components/settings/WelcomePage.tsx';
import type { EnclaveView } from '../../../lib/ask/index.ts';
import { draw } from '../../fakes/screen.tsx';
import { enclave } from '../../fakes/views.ts';

async function welcome(phase: EnclaveView['phase']) {
  const asked: string[] = [];
  const screen = await draw(
    <WelcomePage
      shortcut="Alt+Shift+S"
      enclave={enclave({ phase })}
      onOpenSettings={() => undefined}
      onAsk={(passage) => asked.push(passage)}
    />,
  );
  const isNext = (name: string): boolean => screen.one(name).classList.contains('button-primary');
  return { screen, asked, isNext };
}

describe('the first page', () => {
  it.each([
    ['unset', 'No relay is set yet.'],
    ['checking', 'Fetching evidence'],
    ['ready', 'questions can be sent'],
    ['refused', 'did not pass'],
  ] as const)('says where the relay stands: %s', async (phase, words) => {
    const { screen } = await welcome(phase);
    expect(screen.one('welcome-relay').textContent).toContain(words);
  });

  it('lets the one button stand out that leads on', async () => {
    const before = await welcome('unset');
    expect(before.isNext('open-settings')).toBe(true);
    expect(before.isNext('welcome-ask')).toBe(false);
    const after = await welcome('ready');
    expect(after.isNext('open-settings')).toBe(false);
    expect(after.isNext('welcome-ask')).toBe(true);
  });

  it('asks about its passage on a click only', async () => {
    const { screen, asked } = await welcome('ready');
    expect(asked).toEqual([]);
    await screen.click('welcome-ask');
    expect(asked).toEqual([screen.one('welcome-sample').textContent]);
  });
});

describe('the help', () => {
  it('says what each permission is for, in a sentence of its own', async () => {
    const screen = await draw(<HelpPage />);
    const said = [...screen.one('help-may').children].map(({ textContent }) => textContent);
    expect(said).toHaveLength(new Set(Object.values(PERMISSION_WORDS).flat()).size);
    expect(said.every((words) => words.length > 20)).toBe(true);
  });
});
