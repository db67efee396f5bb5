// @vitest-environment happy-dom
import { act } from 'preact/test-utils';
import { describe, expect, it } from 'vitest';
import { EnclaveScreen } from '../../../components/proof/EnclaveScreen.tsx';
import type { CheckList } from '../../../components/settings/ListOrigin.tsx';
import { ReleaseListForm } from '../../../components/settings/ReleaseListForm.tsx';
import { SettingsPage } from '../../../components/settings/SettingsPage.tsx';
import type { EnclaveView } from '../../../lib/ask/index.ts';
import type { SubscribedList } from '../../../lib/settings/index.ts';
import { chain } from '../../fakes/chain.ts';
import { draw, type Screen } from '../../fakes/screen.tsx';
import { settingsPageProps } from '../../fakes/settings-page.ts';
import { enclave, MEASUREMENT, MODEL, NOW_MS, steps } from '../../fakes/views.ts';

const on = { recheckEnclave: () => undefined, openSettings: () => undefined };
const OTHER = { ...MEASUREMENT, pcr0: 'ab'.repeat(48) };

const drawEnclave = (shown: EnclaveView): Promise<Screen> =>
  draw(<EnclaveScreen enclave={shown} on={on} />);

async function openAll(screen: Screen, testId: string): Promise<void> {
  await act(() => {
    for (const details of screen.root.querySelectorAll('details')) {
      if (details.dataset['testid'] !== testId) continue;
      details.open = true;
      details.dispatchEvent(new Event('toggle'));
    }
  });
}

const linksOf = (screen: Screen): (string | undefined)[] =>
  [...screen.one('chain').querySelectorAll('details')].map(
    ({ dataset }) => `${dataset['testid'] ?? ''} ${dataset['verdict'] ?? ''}`,
  );

describe('the chain on screen', () => {
  it('shows both branches and opens every link to its bytes', async () => {
    const screen = await drawEnclave(enclave({ chain: chain(), releaseSource: 'pinned' }));
    expect(linksOf(screen)).toHaveLength(12);
    expect(linksOf(screen).every((link) => link?.endsWith(' pass'))).toBe(true);
    expect(screen.one('chain').textContent).toContain('named in this build');
    expect(screen.one('release-source').textContent).toContain('named in this build');
    await openAll(screen, 'chain-key');
    expect(screen.one('chain-key').textContent).toContain(chain().at(-1)?.bytesHex);
  });

  it.each([
    ['listed', 'on the signed release list https://github.com/example/gateway 7'],
    ['consented', 'allowed by you'],
    ['settings', 'written into this device’s settings, not pinned and not signed'],
  ] as const)('says who allowed the image: %s', async (releaseSource, words) => {
    const list = 'https://github.com/example/gateway 7';
    const said = { releaseSource, ...(releaseSource === 'listed' && { releaseList: list }) };
    const screen = await drawEnclave(enclave({ chain: chain(), ...said }));
    expect(screen.one('chain').textContent).toContain(words);
    expect(screen.one('release-source').textContent).toBe(words);
  });

  it.each([
    ['debug', 'chain-measurement fail'],
    ['measurement', 'chain-release fail'],
    ['expired', 'chain-certificate fail'],
  ] as const)('shows where it breaks: %s', async (broken, link) => {
    const screen = await drawEnclave(enclave({ phase: 'refused', chain: chain(broken) }));
    expect(linksOf(screen)).toContain(link);
    expect(linksOf(screen).at(-1)).toBe('chain-key not-reached');
  });
});

describe('the enclave screen', () => {
  it('lists every image seen, and marks the one that runs now', async () => {
    const seen = [
      { image: MEASUREMENT, firstSeenMs: NOW_MS - 5_000, lastSeenMs: NOW_MS },
      { image: OTHER, firstSeenMs: NOW_MS - 90_000, lastSeenMs: NOW_MS - 60_000 },
    ];
    const screen = await drawEnclave(enclave({ seen }));
    expect(screen.count('ledger-line')).toBe(2);
    const lines = [...screen.root.querySelectorAll('[data-testid="ledger-line"]')];
    expect(lines.map((line) => line.querySelector('strong') !== null)).toEqual([true, false]);
  });

  it('says what the proof cannot show, and where the text is read outside', async () => {
    const models = [{ ...MODEL, place: 'third-party' as const }];
    const screen = await drawEnclave(enclave({ models, isDevelopmentRoot: true }));
    await openAll(screen, 'plain-words');
    const words = screen.one('plain-words').textContent;
    expect(words).toContain('a firmware or patch level');
    expect(words).toContain('runs at a third party');
    expect(words).toContain('no hardware protects it');
  });

  it('warns when relay and gateway name the same operator', async () => {
    const both = { relayOperator: 'Lantern Compute', gatewayOperator: 'lantern compute ' };
    expect(
      (await drawEnclave(enclave(both))).root.querySelectorAll('.notice-warning'),
    ).toHaveLength(1);
    expect((await drawEnclave(enclave())).root.querySelectorAll('.notice-warning')).toHaveLength(0);
  });
});

const LIST: SubscribedList = {
  publicKey: `${'A'.repeat(43)}=`,
  signed: '{"list":"","signature":""}',
  says: {
    ...{ gateway: 'lantern.example', serial: 4, issuedMs: 0, expiresMs: NOW_MS - 1 },
    releases: [],
  },
};

const holds: CheckList = () =>
  Promise.resolve({
    ok: true,
    releases: [
      {
        release: 'v1.2.0',
        provenance: {
          ...{
            issuer: 'i',
            repository: 'https://github.com/example/gateway',
            workflow: 'release.yml',
          },
          ...{ tag: 'v1.2.0', commit: 'c0', imageSha256: 'e1', loggedAtMs: NOW_MS, logIndex: 1 },
        },
      },
      { release: 'v1.1.0', provenance: null },
    ],
  });

async function openedList(checkList: CheckList): Promise<Screen> {
  const screen = await draw(
    <ReleaseListForm lists={[LIST]} checkList={checkList} onChange={() => undefined} />,
  );
  await openAll(screen, 'release-list');
  return screen;
}

describe('release lists', () => {
  it('say by whom each release was built and since when that is in the log', async () => {
    const screen = await openedList(holds);
    await expect.poll(() => screen.count('list-origin')).toBe(1);
    const [proven, unproven] = screen.one('list-origin').querySelectorAll('li');
    expect(proven?.textContent).toContain('release.yml of https://github.com/example/gateway');
    expect(proven?.textContent).toContain('at the tag v1.2.0');
    expect(proven?.textContent).toMatch(/public log since .*\d/);
    expect(unproven?.textContent).toContain('does not say where');
  });

  it('say when an origin does not hold, and are then not taken', async () => {
    const error = { code: 'provenance-branch', advice: 'fix-settings' } as const;
    const refuses: CheckList = () => Promise.resolve({ ok: false, error });
    const opened = await openedList(refuses);
    await expect.poll(() => opened.text()).toContain('from a branch');
    const taken: SubscribedList[][] = [];
    const screen = await draw(
      <ReleaseListForm lists={[]} checkList={refuses} onChange={(all) => taken.push(all)} />,
    );
    await openAll(screen, 'release-list-add');
    await screen.type('release-list-text', LIST.signed);
    await screen.type('release-list-key', LIST.publicKey);
    await screen.click('release-list-take');
    await expect.poll(() => screen.text()).toContain('from a branch');
    expect(taken).toEqual([]);
  });

  it('say when they have run out', async () => {
    const screen = await draw(
      <ReleaseListForm lists={[LIST]} checkList={holds} onChange={() => undefined} />,
    );
    expect(screen.one('release-list').textContent).toContain('allows nothing');
  });

  it('are taken with a whole key only', async () => {
    const taken: SubscribedList[][] = [];
    const screen = await draw(
      <ReleaseListForm lists={[]} checkList={holds} onChange={(all) => taken.push(all)} />,
    );
    await openAll(screen, 'release-list-add');
    await screen.type('release-list-text', LIST.signed);
    await screen.type('release-list-key', 'short');
    expect(screen.one('release-list-take').hasAttribute('disabled')).toBe(true);
    await screen.type('release-list-key', ` ${LIST.publicKey} `);
    await screen.click('release-list-take');
    await expect.poll(() => taken).toEqual([[{ publicKey: LIST.publicKey, signed: LIST.signed }]]);
  });
});

describe('consent', () => {
  const settingsWith = (shown: EnclaveView): Promise<Screen> =>
    draw(<SettingsPage {...settingsPageProps({ enclave: shown, checkList: holds })} />);
  const refused = enclave({
    phase: 'refused',
    error: { code: 'measurement-unknown', advice: 'fix-settings' },
    steps: steps('measurement'),
    measurement: OTHER,
    seen: [
      { image: OTHER, firstSeenMs: NOW_MS, lastSeenMs: NOW_MS },
      {
        image: { ...MEASUREMENT, pcr1: 'cd'.repeat(48) },
        firstSeenMs: 0,
        lastSeenMs: NOW_MS - 60_000,
      },
    ],
  });

  it('compares with what ran here before', async () => {
    const screen = await settingsWith(refused);
    const shown = screen.one('measurement-refused').textContent;
    expect(shown).toContain('ran here before');
    expect(shown).toContain('cd'.repeat(48));
  });

  it('is not offered when anything else failed too', async () => {
    const more = [{ name: 'nonce', verdict: 'fail' as const, detail: '' }];
    const screen = await settingsWith({ ...refused, steps: [...steps('measurement'), ...more] });
    expect(screen.count('measurement-refused')).toBe(0);
  });
});
