// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { AskApp } from '../../../components/AskApp.tsx';
import type { AppState } from '../../../lib/messages/index.ts';
import { callbacks } from '../../fakes/callbacks.ts';
import { draw } from '../../fakes/screen.tsx';
import { appState, ask, draft, enclave, MODEL } from '../../fakes/views.ts';

const OTHER = { ...MODEL, id: 'other-1' };
const models = [MODEL, OTHER];
const leaves = { plaintext: 'all of it', sealedBytes: 16_384, credits: 4 };

async function showing(change: Partial<AppState>) {
  const { on, calls } = callbacks();
  const state = appState({ enclave: enclave({ models }), ...change });
  const screen = await draw(
    <AskApp {...{ state, on }} problem={null} proofs={null} proof={null} />,
  );
  return { screen, calls };
}

describe('the price in credits stands beside every button that pays it, and goes with the click', () => {
  it('Send', async () => {
    const { screen, calls } = await showing({ leaves });
    expect(screen.one('credits-price').textContent).toBe('Costs 4 credits');
    await screen.click('send');
    expect(calls).toEqual([['send', MODEL.id, 4]]);
  });

  it('the Send of a follow-up', async () => {
    const done = ask({ phase: 'done' });
    const written = draft({ quote: '', question: 'And then?', model: OTHER.id });
    const follow = { after: done.id, draft: written, leaves, cut: 0 };
    const { screen, calls } = await showing({ ask: done, follow });
    expect(screen.one('credits-price').textContent).toBe('Costs 4 credits');
    await screen.click('follow-send');
    expect(calls).toEqual([['sendFollow', done.id, OTHER.id, 4]]);
  });

  it('Try again', async () => {
    const error = { code: 'credits-price-risen', advice: 'retry' } as const;
    const refused = ask({ phase: 'refused', answerText: '', model: OTHER.id, error });
    const { screen, calls } = await showing({ ask: refused, again: [1, 2] });
    expect(screen.one('error').textContent).toContain('Costs 2 credits');
    await screen.click('retry');
    expect(calls).toEqual([['askAgain', refused.id, undefined, 2]]);
  });

  it('Ask again, of each model', async () => {
    const done = ask({ phase: 'done' });
    const { screen, calls } = await showing({ ask: done, again: [1, 3] });
    expect(screen.one(`model-${MODEL.id}`).textContent).toContain('Costs one credit');
    expect(screen.one(`model-${OTHER.id}`).textContent).toContain('Costs 3 credits');
    await screen.click(`model-${OTHER.id}`);
    expect(calls).toEqual([['askAgain', done.id, OTHER.id, 3]]);
  });

  it('nowhere, where an ask is free', async () => {
    const { screen, calls } = await showing({ again: [0, 0] });
    expect(screen.count('credits-price')).toBe(0);
    await screen.click('send');
    expect(calls).toEqual([['send', MODEL.id]]);
  });
});
