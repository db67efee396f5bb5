// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { AskApp, type AskAppProps } from '../../components/AskApp.tsx';
import { ProofsPage } from '../../components/proof/ProofsPage.tsx';
import { callbacks } from '../fakes/callbacks.ts';
import { draw } from '../fakes/screen.tsx';
import {
  appState,
  enclave,
  MEASUREMENT,
  proofDetail,
  proofSummary,
  SETTINGS,
} from '../fakes/views.ts';

const list = { search: '', total: 40, found: 40, isMore: true, items: [proofSummary(0)] };

async function listing(change: Partial<AskAppProps> = {}) {
  const { on, calls } = callbacks();
  const app = (more: Partial<AskAppProps>) => (
    <AskApp
      state={appState()}
      problem={null}
      proofs={list}
      proof={null}
      on={on}
      firstView="proofs"
      {...change}
      {...more}
    />
  );
  const screen = await draw(app({}));
  return { screen, calls, redraw: (more: Partial<AskAppProps>) => screen.draw(app(more)) };
}

describe('the list of proofs', () => {
  it('asks for the first page, for more, and for what is searched', async () => {
    const { screen, calls } = await listing();
    expect(calls).toEqual([['listProofs', '', 30]]);
    await screen.click('proofs-more');
    await screen.type('proofs-search', 'dice');
    expect(calls.slice(1)).toEqual([
      ['listProofs', '', 60],
      ['listProofs', 'dice', 30],
    ]);
  });

  it('is asked for again when something was kept meanwhile, as far as the person has come', async () => {
    const { screen, calls, redraw } = await listing();
    await screen.click('proofs-more');
    calls.length = 0;
    await redraw({ changes: 1 });
    expect(calls).toEqual([['listProofs', '', 60]]);
    // An open proof is checked again for what changed of itself alone.
    const proof = proofDetail();
    await redraw({ changes: 1, firstView: 'proof', proof });
    await screen.click('proof-item');
    calls.length = 0;
    await redraw({ changes: 2, proof });
    expect(calls).toEqual([['listProofs', '', 60]]);
    await redraw({ changes: 2, proofChanges: 1, proof });
    expect(calls.at(-1)).toEqual(['recheckProof', proof.id]);
  });

  it('says of which turn of a conversation it shows the proof', async () => {
    const { screen, redraw } = await listing();
    const thread = { thread: 't1', turn: 3, after: 't2' };
    expect(screen.count('proof-turn')).toBe(0);
    const items = [{ ...proofSummary(0), thread }];
    await redraw({ proofs: { search: '', total: 1, found: 1, isMore: false, items } });
    expect(screen.one('proof-turn').textContent).toBe('Turn 3 of a conversation');
  });

  it('says when nothing is kept', async () => {
    const { screen } = await listing({
      proofs: { search: '', total: 0, found: 0, isMore: false, items: [] },
    });
    expect(screen.text()).toContain('Nothing is kept yet');
  });

  it('forgets only after a second, named click', async () => {
    const { screen, calls } = await listing();
    await screen.click('proof-forget');
    expect(calls.map(([name]) => name)).not.toContain('forgetProof');
    expect(document.activeElement?.textContent).toBe('Keep');
    await screen.click('proof-forget-sure');
    expect(calls.at(-1)).toEqual(['forgetProof', 'p0']);
  });

  it('shows previews as text', async () => {
    const questionPreview = '<b>bold</b>\u202e';
    const { screen } = await listing({
      proofs: { ...list, items: [proofSummary(0, { questionPreview })] },
    });
    expect(screen.one('proof-item').textContent).toContain('<b>bold</b>U+202E');
    expect(screen.root.querySelector('b')).toBeNull();
  });

  it('opens one, checks it again, and closes it when it is forgotten elsewhere', async () => {
    const { screen, calls, redraw } = await listing();
    await screen.click('proof-item');
    expect(calls.at(-1)).toEqual(['openProof', 'p0']);
    await redraw({ proof: proofDetail() });
    expect(screen.one('pcr0').textContent).toBe(MEASUREMENT.pcr0);
    await screen.click('proof-recheck');
    expect(calls.at(-1)).toEqual(['recheckProof', 'p0']);
    await redraw({ proof: null });
    expect(screen.count('proof-detail')).toBe(0);
    expect(screen.count('proofs-search')).toBe(1);
  });

  it('leads back to the conversation, but for what somebody else had asked', async () => {
    const { screen, calls } = await listing({ firstView: 'proof', proof: proofDetail() });
    expect(screen.one('quote-page').getAttribute('href')).toBe(proofDetail().url);
    await screen.click('proof-go-on');
    expect(calls.at(-1)).toEqual(['goOn', proofDetail().id]);
    expect(screen.count('proof-detail')).toBe(0);
    const imported = await listing({
      firstView: 'proof',
      proof: proofDetail({ imported: 'whole' }),
    });
    expect(imported.screen.count('proof-go-on')).toBe(0);
  });

  it('goes back one view on Escape', async () => {
    const { screen } = await listing({ proof: proofDetail(), firstView: 'proof' });
    await screen.press('proof-detail', 'Escape');
    expect(screen.count('proofs-search')).toBe(1);
    await screen.press('proofs-search', 'Escape');
    expect(screen.count('question')).toBe(1);
  });
});

describe('a development root', () => {
  const development = {
    state: appState({ enclave: enclave({ isDevelopmentRoot: true }) }),
    proof: proofDetail({ isDevelopmentRoot: true }),
  };

  it.each(['ask', 'enclave', 'proofs', 'proof'] as const)(
    'is said plainly on the %s view',
    async (firstView) => {
      const { screen } = await listing({ ...development, firstView });
      expect(screen.one('development-root').textContent).toContain('no hardware protects it');
    },
  );

  it('is said while it is trusted, even before any enclave was reached', async () => {
    const settings = { ...SETTINGS, developmentRoots: ['MIIB'] };
    const { screen } = await listing({
      state: appState({ settings, enclave: { phase: 'checking' } }),
      firstView: 'ask',
    });
    expect(screen.count('development-root')).toBe(1);
  });

  it('is said on the proofs page of a proof that rests on it', async () => {
    const { on } = callbacks();
    const screen = await draw(
      <ProofsPage
        page={list}
        proof={development.proof}
        problem={null}
        isDevelopment={false}
        on={on}
      />,
    );
    expect(screen.count('development-root')).toBe(1);
  });

  it('is not said without one', async () => {
    const { screen } = await listing({ firstView: 'ask' });
    expect(screen.count('development-root')).toBe(0);
  });
});
