// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { AskApp } from '../../components/AskApp.tsx';
import type { AppState } from '../../lib/messages/index.ts';
import { callbacks } from '../fakes/callbacks.ts';
import { draw } from '../fakes/screen.tsx';
import { appState, draft, enclave, MODEL, QUOTE, SETTINGS, steps } from '../fakes/views.ts';

async function composing(change: Partial<AppState> = {}) {
  const { on, calls } = callbacks();
  const app = (more: Partial<AppState>) => (
    <AskApp
      state={appState({ ...change, ...more })}
      problem={null}
      proofs={null}
      proof={null}
      on={on}
    />
  );
  const screen = await draw(app({}));
  return { screen, calls, redraw: (more: Partial<AppState>) => screen.draw(app(more)) };
}

describe('writing a question', () => {
  it('has the focus in the question, and sends nothing by itself', async () => {
    const { screen, calls } = await composing();
    expect(document.activeElement).toBe(screen.one('question'));
    expect(calls).toEqual([]);
  });

  it('sends on the button and on Ctrl or Cmd with Enter, not on Enter alone', async () => {
    const { screen, calls } = await composing();
    await screen.press('question', 'Enter');
    expect(calls).toEqual([]);
    await screen.press('question', 'Enter', { ctrlKey: true });
    await screen.press('question', 'Enter', { metaKey: true });
    await screen.click('send');
    expect(calls).toEqual([
      ['send', MODEL.id],
      ['send', MODEL.id],
      ['send', MODEL.id],
    ]);
  });

  it('does not send while a word is still being composed', async () => {
    const { screen, calls } = await composing();
    await screen.press('question', 'Enter', { ctrlKey: true, isComposing: true });
    expect(calls).toEqual([]);
  });

  it.each([
    ['without a question', { draft: draft({ question: '  ' }) }],
    ['to a refused enclave', { enclave: enclave({ phase: 'refused' as const }) }],
    ['without a relay', { enclave: { phase: 'unset' as const } }],
    [
      'what is too large',
      {
        leaves: {
          plaintext: '',
          sealedBytes: 0,
          error: { code: 'question-too-large', advice: 'stop' as const },
        },
      },
    ],
  ])('cannot send %s', async (_name, change) => {
    const { screen, calls } = await composing(change);
    expect(screen.one('send').hasAttribute('disabled')).toBe(true);
    await screen.press('question', 'Enter', { ctrlKey: true });
    expect(calls).toEqual([]);
  });

  it('puts a ready question into the box without sending it', async () => {
    const { screen, calls } = await composing();
    await screen.click('action-summarise');
    expect(calls).toEqual([
      ['changeDraft', { actionId: 'summarise', question: 'Summarise this in a few sentences.' }],
    ]);
  });

  it('lets title and address be unticked', async () => {
    const { screen, calls } = await composing();
    await screen.click('include-title');
    await screen.click('include-url');
    expect(calls).toEqual([
      ['changeDraft', { includeTitle: false }],
      ['changeDraft', { includeUrl: true }],
    ]);
  });

  it('keeps what is typed when older snapshots come back', async () => {
    const { screen, calls, redraw } = await composing();
    await screen.type('question', 'a');
    await screen.type('question', 'ab');
    await redraw({ draft: draft({ question: 'a' }) });
    expect(screen.one('question')).toHaveProperty('value', 'ab');
    await redraw({ draft: draft({ question: 'ab' }) });
    expect(screen.one('question')).toHaveProperty('value', 'ab');
    await redraw({ draft: draft({ question: 'from elsewhere' }) });
    expect(screen.one('question')).toHaveProperty('value', 'from elsewhere');
    expect(calls).toEqual([
      ['changeDraft', { question: 'a' }],
      ['changeDraft', { question: 'ab' }],
    ]);
  });
});

describe('the quote', () => {
  it('is text, whatever it holds, with its length', async () => {
    const hostile = '<img src=x onerror=alert(1)>\u202e# not a title';
    const { screen } = await composing({ draft: draft({ quote: hostile }) });
    expect(screen.one('quote').textContent).toBe('<img src=x onerror=alert(1)>U+202E# not a title');
    expect(screen.root.querySelector('img')).toBeNull();
    expect(screen.text()).toContain(`${hostile.length} characters`);
  });

  it('is collapsed when long and bounded when open', async () => {
    const quote = 'word '.repeat(200_000);
    const { screen } = await composing({ draft: draft({ quote }) });
    expect(screen.one('quote').textContent.length).toBeLessThan(300);
    const more = [...screen.root.querySelectorAll('button')].find(
      (button) => button.textContent === 'Show all',
    );
    expect(more?.getAttribute('aria-expanded')).toBe('false');
    more?.click();
    await screen.press('question', 'a');
    expect(screen.one('quote').textContent.length).toBeGreaterThan(50_000);
    expect(screen.one('quote').textContent.length).toBeLessThan(70_000);
    expect(screen.text()).toContain('are not shown here');
  });

  it('says why there is none', async () => {
    const problem = { code: 'selection-secret', advice: 'stop' as const };
    const { screen } = await composing({ draft: draft({ quote: '', problem }) });
    expect(screen.one('error').dataset['code']).toBe('selection-secret');
    expect(screen.count('question')).toBe(1);
  });
});

describe('what leaves', () => {
  it('shows the exact plaintext, the size and who learns what, by name', async () => {
    const { screen } = await composing();
    expect(screen.one('leaves').textContent).toContain('4,096 bytes');
    const details = screen.root.querySelector('details');
    if (!details) throw new Error('no details');
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
    await screen.press('question', 'a');
    const shown = screen.one('leaves').textContent;
    for (const part of [
      QUOTE,
      'relay.example.org',
      'Northern Relay Society',
      'Lantern Compute',
      MODEL.id,
      MODEL.upstream,
    ]) {
      expect(shown).toContain(part);
    }
  });

  it('warns of one operator for relay and gateway, whatever the spelling', async () => {
    const { screen } = await composing({
      enclave: enclave({ relayOperator: ' lantern compute', gatewayOperator: 'Lantern Compute' }),
    });
    expect(screen.one('same-operator').textContent).toContain('Lantern Compute');
  });

  it('warns of a model outside of any enclave', async () => {
    const { screen } = await composing({
      enclave: enclave({
        models: [{ ...MODEL, place: 'third-party', upstream: 'api.vendor.example' }],
      }),
    });
    expect(screen.one('third-party').textContent).toContain('api.vendor.example');
  });

  it('warns of neither without a reason', async () => {
    const { screen } = await composing();
    expect(screen.count('same-operator') + screen.count('third-party')).toBe(0);
  });

  it('asks the model of the settings and says when it is not a language model', async () => {
    const own = { ...MODEL, id: 'extractive', isLanguageModel: false };
    const { screen, calls } = await composing({
      enclave: enclave({ models: [MODEL, own] }),
      settings: { ...SETTINGS, model: 'extractive' },
    });
    expect(screen.text()).toContain('not a language model');
    await screen.click('send');
    expect(calls).toEqual([['send', 'extractive']]);
  });
});

describe('an enclave that cannot be asked', () => {
  it('says so, keeps the text, and leads to the settings', async () => {
    const { screen, calls } = await composing({
      enclave: enclave({
        phase: 'refused',
        error: { code: 'measurement-unknown', advice: 'fix-settings' },
        steps: steps('measurement'),
      }),
    });
    expect(screen.one('error').dataset['code']).toBe('measurement-unknown');
    expect(screen.one('error').textContent).toContain('Nothing was sent.');
    expect(screen.one('quote').textContent.length).toBeGreaterThan(100);
    await screen.click('open-settings');
    expect(calls).toEqual([['openSettings']]);
    await screen.click('show-checks');
    expect(screen.one('step-measurement').dataset['verdict']).toBe('fail');
    expect(screen.one('step-binding').dataset['verdict']).toBe('not-reached');
  });

  it('offers to try again when that can help, and nothing when nothing can', async () => {
    const error = { code: 'relay-unreachable', advice: 'retry' as const };
    const { screen, calls, redraw } = await composing({ enclave: { phase: 'refused', error } });
    await screen.click('retry');
    expect(calls).toEqual([['recheckEnclave']]);
    const fatal = { code: 'signature-invalid', advice: 'stop' as const };
    await redraw({ enclave: { phase: 'refused', error: fatal } });
    expect(screen.count('retry') + screen.count('open-settings')).toBe(0);
    expect(screen.text().toLowerCase()).not.toContain('anyway');
  });

  it('leads to the settings when no relay is set', async () => {
    const { screen, calls } = await composing({ enclave: { phase: 'unset' } });
    expect(screen.count('leaves')).toBe(0);
    await screen.click('open-settings');
    expect(calls).toEqual([['openSettings']]);
  });
});

describe('the model of a question', () => {
  const OTHER = { ...MODEL, id: 'other-model' };

  it('can be picked when the enclave offers more than one, and is what is asked', async () => {
    const { screen, calls, redraw } = await composing({
      enclave: enclave({ models: [MODEL, OTHER] }),
    });
    expect(screen.one(`model-${MODEL.id}`).textContent).toContain(
      '32,768 tokens · 0.20 / 0.60 USD',
    );
    await screen.click(`model-${OTHER.id}`);
    expect(calls).toEqual([['changeDraft', { model: OTHER.id }]]);
    await redraw({
      enclave: enclave({ models: [MODEL, OTHER] }),
      draft: draft({ model: OTHER.id }),
    });
    await screen.click('send');
    expect(calls.at(-1)).toEqual(['send', OTHER.id]);
  });

  it('is named alone when there is one', async () => {
    const { screen } = await composing({ enclave: enclave({ models: [MODEL] }) });
    expect(screen.count('model-pick')).toBe(0);
  });
});

describe('Translate', () => {
  const questionAfter = async (answerLanguage: string) => {
    const { screen, calls } = await composing({ settings: { ...SETTINGS, answerLanguage } });
    await screen.click('action-translate');
    return calls.at(-1)?.[1];
  };

  it('goes into the language of answers, else into the browser’s', async () => {
    const into = (language: string) => ({
      actionId: 'translate',
      question: `Translate this into ${language}.`,
    });
    expect(await questionAfter('pt-BR')).toEqual(into('Brazilian Portuguese'));
    expect(await questionAfter('')).toEqual(into('English'));
  });
});
