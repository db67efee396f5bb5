// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { AskApp } from '../../components/AskApp.tsx';
import type { AskView } from '../../lib/ask/index.ts';
import type { AppState } from '../../lib/messages/index.ts';
import { callbacks } from '../fakes/callbacks.ts';
import { draw } from '../fakes/screen.tsx';
import { appState, ask, draft, enclave, MEASUREMENT, MODEL, STATES } from '../fakes/views.ts';

const OTHER = { ...MODEL, id: 'other-model' };

async function answering(change: Partial<AskView>, state: Partial<AppState> = {}) {
  const { on, calls } = callbacks();
  const app = (more: Partial<AskView>, other: Partial<AppState> = {}) => (
    <AskApp
      state={appState({ ask: ask({ ...change, ...more }), ...state, ...other })}
      problem={null}
      proofs={null}
      proof={null}
      on={on}
    />
  );
  const screen = await draw(app({}));
  return {
    screen,
    calls,
    redraw: (more: Partial<AskView>, other?: Partial<AppState>) => screen.draw(app(more, other)),
  };
}

describe('an answer', () => {
  it('streams in as provisional text that can be stopped', async () => {
    const { screen, calls, redraw } = await answering({
      phase: 'streaming',
      answerText: 'Half an',
      isProvisional: true,
    });
    expect(screen.one('app').dataset['phase']).toBe('streaming');
    expect(screen.one('answer').textContent).toBe('Half an');
    expect(screen.count('provisional')).toBe(1);
    await screen.click('stop');
    expect(calls).toEqual([['stop', 'a1']]);
    await redraw({ phase: 'done', answerText: 'Half an answer', isProvisional: false });
    expect(screen.one('answer').textContent).toBe('Half an answer');
    expect(screen.count('provisional') + screen.count('stop')).toBe(0);
  });

  it('announces its start and its end and nothing in between', async () => {
    const { screen, redraw } = await answering({ phase: 'waiting', answerText: '' });
    const region = screen.one('announcement');
    expect(region.getAttribute('role')).toBe('status');
    expect(region.textContent).toBe('');
    await redraw({ phase: 'streaming', answerText: 'a' });
    const started = region.textContent;
    await redraw({ phase: 'streaming', answerText: 'a b' });
    expect(region.textContent).toBe(started);
    await redraw({ phase: 'done', answerText: 'a b c' });
    expect(region.textContent).toBe('The answer is complete.');
    expect(screen.one('answer').closest('[role="status"], [aria-live]')).toBeNull();
  });

  it('says that it comes from no language model', async () => {
    const { screen } = await answering({ isLanguageModel: false, model: 'extractive' });
    expect(screen.one('not-a-language-model').textContent).toContain('extractive');
  });

  it.each([
    ['interrupted', 'interrupted', 'retry'],
    ['failed', 'relay-cut', 'retry'],
    ['refused', 'evidence-too-old', 'retry'],
  ] as const)(
    '%s: keeps what arrived, says why, asks again on a click',
    async (phase, code, advice) => {
      const { screen, calls } = await answering({
        phase,
        answerText: 'Half',
        isProvisional: true,
        error: { code, advice },
      });
      expect(screen.one('answer').textContent).toBe('Half');
      expect(screen.one('error').dataset['code']).toBe(code);
      expect(calls).toEqual([]);
      await screen.click('retry');
      expect(calls).toEqual([['askAgain', 'a1']]);
    },
  );

  it('that the person stopped is no error', async () => {
    const { screen } = await answering({ phase: 'stopped', answerText: 'Half' });
    expect(screen.count('error')).toBe(0);
    expect(screen.text()).toContain('You stopped this answer.');
  });

  it('gives way to the draft when the worker says so', async () => {
    const { screen, calls, redraw } = await answering({});
    await screen.click('new-question');
    expect(calls).toEqual([['clearDraft']]);
    await redraw({}, { ask: null, draft: draft({ quote: 'Another selection.' }) });
    expect(screen.one('quote').textContent).toBe('Another selection.');
    expect(screen.count('answer')).toBe(0);
  });

  it('can be edited, and asked again of any model', async () => {
    const { screen, calls } = await answering({}, { enclave: enclave({ models: [MODEL, OTHER] }) });
    await screen.click('edit-question');
    await screen.click(`model-${OTHER.id}`);
    expect(calls).toEqual([
      ['editAsk', 'a1'],
      ['askAgain', 'a1', OTHER.id],
    ]);
  });
});

describe('the proof beside it', () => {
  it('shows five states of their own, and no sign for all', async () => {
    const { screen } = await answering({
      proof: { ...STATES, answered: 'truncated', receipt: 'missing', settlement: 'not-watched' },
    });
    const chip = screen.one('proof-chip');
    expect({ ...chip.dataset }).toMatchObject({
      enclave: 'holds',
      sealed: 'holds',
      answered: 'truncated',
      receipt: 'missing',
      settlement: 'not-watched',
    });
    expect(chip.querySelectorAll('.verdict-holds')).toHaveLength(2);
    expect(chip.querySelectorAll('.verdict-fails')).toHaveLength(2);
    expect(chip.textContent).toContain('missing');
  });

  it('opens to the measurement in full, the facts and every check', async () => {
    const { screen, calls } = await answering({});
    expect(screen.one('proof-chip').getAttribute('aria-expanded')).toBe('false');
    await screen.click('proof-chip');
    expect(screen.one('pcr0').textContent).toBe(MEASUREMENT.pcr0);
    expect(screen.one('pcr1').textContent).toBe(MEASUREMENT.pcr1);
    expect(screen.one('pcr2').textContent).toBe(MEASUREMENT.pcr2);
    expect(screen.one('evidence-age').textContent).toBe('12 seconds ago');
    expect(screen.one('relay-host').textContent).toBe('relay.example.org');
    expect(screen.one('key-id').textContent).toBe('7');
    expect(screen.one('step-signature').dataset['verdict']).toBe('pass');
    await screen.click('recheck');
    expect(calls).toEqual([['recheckEnclave']]);
  });
});
