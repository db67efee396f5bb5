/** Every state of every screen, by name. A name starting with `page-` is a page in a tab, any other the popup. */
import type { ComponentChild } from 'preact';
import { AskApp, type AskAppProps } from '../../components/AskApp.tsx';
import type { HomeDoor } from '../../components/home/door.ts';
import { SettingsPage } from '../../components/settings/SettingsPage.tsx';
import { HelpPage } from '../../components/settings/HelpPage.tsx';
import { AboutPage } from '../../components/settings/AboutPage.tsx';
import { WelcomePage } from '../../components/settings/WelcomePage.tsx';
import type { EnclaveView } from '../../lib/ask/index.ts';
import type { AppState } from '../../lib/messages/index.ts';
import type { Settings } from '../../lib/settings/index.ts';
import { chain, CHANGED } from '../../test/fakes/chain.ts';
import {
  ANSWER,
  appState,
  ask,
  draft,
  enclave,
  MEASUREMENT,
  MODEL,
  NOW_MS,
  proofDetail,
  QUOTE,
  SETTINGS,
  STATES,
  steps,
} from '../../test/fakes/views.ts';
import { LATE_ALARM, SPLIT_ALARM } from '../../test/fakes/alarms.ts';
import { callbacks } from '../../test/fakes/callbacks.ts';
import { settingsPageProps } from '../../test/fakes/settings-page.ts';
import { OPENGRADIENT_SCENES, vouchedFor } from './opengradient-scenes.tsx';
import { composeScenes } from './compose-scenes.tsx';
import { creditsScenes } from './credits-scenes.tsx';
import { talkScenes } from './talk-scenes.tsx';
import { alarmsScene, libraryScene, proofsPage, someProofs as list } from './library-scene.tsx';

const nothing = () => undefined;

const { on } = callbacks();

/** The ways out of a side panel. */
const SIDE: HomeDoor = {
  home: 'side',
  openSide: undefined,
  openTab: nothing,
  openHelp: nothing,
  openKeyboard: nothing,
  siteInFront: () => Promise.resolve(null),
  allowSite: nothing,
  removeSite: nothing,
};

function popup(state: Partial<AppState> | null, more: Partial<AskAppProps> = {}): ComponentChild {
  return (
    <AskApp
      state={state && appState(state)}
      problem={null}
      proofs={null}
      proof={null}
      on={on}
      {...more}
    />
  );
}

function settings(change: Partial<Settings>, shown: EnclaveView | null): ComponentChild {
  return (
    <SettingsPage
      {...settingsPageProps({ settings: { ...SETTINGS, ...change }, enclave: shown })}
    />
  );
}

const development = enclave({
  isDevelopmentRoot: true,
  relayHost: '127.0.0.1:8787',
  relayOperator: 'this desk',
  gatewayOperator: 'this desk',
  models: [{ ...MODEL, id: 'extractive', upstream: 'built-in', isLanguageModel: false }],
});

const refused = enclave({
  phase: 'refused',
  error: { code: 'measurement-unknown', advice: 'fix-settings' },
  steps: steps('measurement'),
  measurement: { ...MEASUREMENT, pcr0: MEASUREMENT.pcr2, pcr2: MEASUREMENT.pcr0 },
});

const DAY_MS = 86_400_000;
const seen = [
  { image: MEASUREMENT, firstSeenMs: NOW_MS - 9 * DAY_MS, lastSeenMs: NOW_MS - 12_000 },
  { image: CHANGED, firstSeenMs: NOW_MS - 40 * DAY_MS, lastSeenMs: NOW_MS - 10 * DAY_MS },
];

const verified = enclave({ chain: chain(), releaseSource: 'listed', seen });

function unnamed(change: Partial<EnclaveView>): EnclaveView {
  const view = enclave(change);
  delete view.releaseName;
  return view;
}

/** The four pictures of a chain: it holds, or it is broken at the code or at a certificate. */
const brokenChain = {
  debug: unnamed({
    phase: 'refused',
    error: { code: 'debug-enclave', advice: 'stop' },
    steps: steps('debug'),
    measurement: { pcr0: '0'.repeat(96), pcr1: '0'.repeat(96), pcr2: '0'.repeat(96) },
    chain: chain('debug'),
    seen,
  }),
  measurement: unnamed({
    phase: 'refused',
    error: { code: 'measurement-unknown', advice: 'fix-settings' },
    steps: steps('measurement'),
    measurement: CHANGED,
    chain: chain('measurement'),
    seen: [
      { image: CHANGED, firstSeenMs: NOW_MS - 12_000, lastSeenMs: NOW_MS - 12_000 },
      { image: MEASUREMENT, firstSeenMs: NOW_MS - 9 * DAY_MS, lastSeenMs: NOW_MS - DAY_MS },
    ],
  }),
  expired: enclave({
    phase: 'refused',
    error: { code: 'certificate-expired', advice: 'retry' },
    steps: steps('valid-now'),
    releaseSource: 'listed',
    chain: chain('expired'),
    seen,
  }),
};

const pending = {
  ...STATES,
  answered: 'pending',
  receipt: 'pending',
  settlement: 'pending',
} as const;

const hostile =
  '# Ignore the page\n<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n' +
  '![a chart](https://tracker.example/p.png) [click me](javascript:alert(1)) ' +
  '[bank.example](https://evil.example/login) and \u202egnihtemos\u202c hidden\u200b\u200b\u200b.\n\n' +
  '> quoted\n\n- [x] done\n- [ ] not done\n\n---\n\n`inline <b>code</b>` & &amp; &lt;';

export const SCENES: Readonly<Record<string, () => ComponentChild>> = {
  ...OPENGRADIENT_SCENES,
  ...talkScenes(popup),
  ...composeScenes(popup),
  ...creditsScenes(popup),
  compose: () => popup({}),
  'compose-empty': () =>
    popup({ draft: draft({ quote: '', question: '', title: '', url: '' }), leaves: null }),
  'compose-side': () => popup({}, { door: SIDE }),
  'enclave-side': () => popup({}, { door: SIDE, firstView: 'enclave' }),
  'compose-development': () => popup({ enclave: development }),
  'compose-long': () =>
    popup({
      draft: draft({ quote: `${QUOTE}\u202e ${QUOTE}\u200b `.repeat(900), question: '' }),
      leaves: {
        plaintext: '…',
        sealedBytes: 0,
        error: { code: 'question-too-large', advice: 'stop' },
      },
    }),
  'compose-alarm': () => popup({ alarms: [SPLIT_ALARM, LATE_ALARM] }),
  'page-alarms': () => alarmsScene(list, on),
  'compose-third-party': () =>
    popup({
      enclave: enclave({
        relayOperator: 'Lantern Compute',
        models: [{ ...MODEL, place: 'third-party', upstream: 'api.vendor.example:443' }],
      }),
    }),
  'compose-password': () =>
    popup({
      draft: draft({
        quote: '',
        question: '',
        problem: { code: 'selection-secret', advice: 'stop' },
      }),
      leaves: null,
    }),
  checking: () => popup({ enclave: { phase: 'checking', relayHost: 'relay.example.org' } }),
  unset: () => popup({ enclave: { phase: 'unset' }, leaves: null }),
  refused: () => popup({ enclave: refused }),
  'relay-down': () =>
    popup({
      enclave: {
        phase: 'refused',
        relayHost: 'relay.example.org',
        error: { code: 'relay-unreachable', advice: 'retry' },
      },
    }),
  enclave: () => popup({}, { firstView: 'enclave' }),
  'enclave-registry': () => popup({ enclave: vouchedFor() }, { firstView: 'enclave' }),
  'chain-pass': () => popup({ enclave: verified }, { firstView: 'enclave' }),
  'chain-debug': () => popup({ enclave: brokenChain.debug }, { firstView: 'enclave' }),
  'chain-changed': () => popup({ enclave: brokenChain.measurement }, { firstView: 'enclave' }),
  'chain-expired': () => popup({ enclave: brokenChain.expired }, { firstView: 'enclave' }),
  'page-chain': () => proofsPage(list, proofDetail({ enclave: verified }), on),
  'page-settings-changed': () => settings({}, brokenChain.measurement),
  'enclave-refused': () => popup({ enclave: refused }, { firstView: 'enclave' }),
  waiting: () =>
    popup({ ask: ask({ phase: 'waiting', answerText: '', isProvisional: true, proof: pending }) }),
  streaming: () =>
    popup({
      ask: ask({
        phase: 'streaming',
        answerText: ANSWER.slice(0, 420),
        isProvisional: true,
        proof: pending,
      }),
    }),
  done: () => popup({ ask: ask() }),
  stopped: () =>
    popup({
      ask: ask({
        phase: 'stopped',
        answerText: ANSWER.slice(0, 160),
        isProvisional: true,
        proof: { ...pending, answered: 'stopped', receipt: 'missing', settlement: 'not-watched' },
      }),
    }),
  interrupted: () =>
    popup({
      ask: ask({
        phase: 'interrupted',
        answerText: ANSWER.slice(0, 220),
        isProvisional: true,
        error: { code: 'interrupted', advice: 'retry' },
        proof: { ...pending, answered: 'truncated', receipt: 'missing', settlement: 'not-watched' },
      }),
    }),
  failed: () =>
    popup({
      ask: ask({
        phase: 'failed',
        answerText: '',
        isProvisional: true,
        error: { code: 'open-failed', advice: 'retry' },
        proof: { ...pending, answered: 'truncated', receipt: 'missing' },
      }),
    }),
  'not-a-model': () =>
    popup({
      enclave: development,
      ask: ask({
        model: 'extractive',
        upstream: 'built-in',
        isLanguageModel: false,
        answerText:
          'It says only that, as trials go on, the share of each outcome tends to its probability.',
      }),
    }),
  hostile: () => popup({ ask: ask({ answerText: hostile }) }),
  waking: () => popup(null),
  proofs: () => popup({}, { firstView: 'proofs', proofs: list }),
  'proofs-none': () =>
    popup(
      {},
      { firstView: 'proofs', proofs: { search: '', total: 0, found: 0, isMore: false, items: [] } },
    ),
  proof: () => popup({}, { firstView: 'proof', proofs: list, proof: proofDetail() }),
  'page-settings': () => settings({}, enclave()),
  'page-settings-refused': () => settings({}, refused),
  'page-settings-development': () =>
    settings(
      {
        relayUrl: 'http://127.0.0.1:8787',
        developmentRoots: [btoa('0\u0082 a root of this desk')],
        releases: [],
        consents: [{ name: 'this desk', ...MEASUREMENT }],
      },
      development,
    ),
  'page-proofs': () => proofsPage(list, proofDetail(), on),
  'page-library': () => libraryScene(list, on),
  'page-about': () => <AboutPage version="0.1.0" digest={'5d1f'.repeat(16)} />,
  'page-help': () => <HelpPage />,
  'page-welcome': () => <WelcomePage shortcut="Alt+Shift+S" onOpenSettings={nothing} />,
};
