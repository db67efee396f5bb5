// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { AskApp } from '../../components/AskApp.tsx';
import type { AskBrief, AskView } from '../../lib/ask/index.ts';
import type { AppState } from '../../lib/messages/index.ts';
import { redact, textsOf } from '../../lib/redaction/index.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/index.ts';
import { callbacks } from '../fakes/callbacks.ts';
import { draw } from '../fakes/screen.tsx';
import { appState, ask, draft, enclave, MODEL, SETTINGS, STATES } from '../fakes/views.ts';

async function showing(change: Partial<AppState>) {
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

const first = ask({ id: 'a1' });
const second = ask({
  id: 'a2',
  place: { thread: 'a1', turn: 2, after: 'a1' },
  draft: draft({ quote: '', question: 'Why so?' }),
  answerText: 'Because.',
});

function brief({ id, phase, model, place, startedAtMs, draft: { question } }: AskView): AskBrief {
  return { id, phase, model, place, startedAtMs, preview: question };
}

function follow(after: string, question: string, more: Partial<AppState['follow'] & object> = {}) {
  const written = draft({ quote: '', title: '', url: '', question });
  const leaves = question === '' ? null : { plaintext: 'all of it', sealedBytes: 4096 };
  return { after, draft: written, leaves, cut: 0, ...more };
}

describe('a conversation', () => {
  it('folds earlier turns and opens the one that is shown', async () => {
    const { screen, calls } = await showing({
      ask: second,
      thread: [first],
      follow: follow('a2', ''),
    });
    expect(screen.one('turn').textContent).toBe(first.draft.question);
    expect(screen.one('answer').textContent).toBe('Because.');
    await screen.open('turn');
    expect(screen.one('turn').textContent).toContain('have no memory');
    await screen.click('turn-show');
    expect(calls).toEqual([['showAsk', 'a1']]);
  });

  it('takes the next question at once, and sends it only on the person’s act', async () => {
    const { screen, calls, redraw } = await showing({ ask: first, follow: follow('a1', '') });
    expect(document.activeElement).toBe(screen.one('follow-text'));
    expect(screen.one('follow-send')).toHaveProperty('disabled', true);
    // Its placeholder stands as the page does, what is written as it is itself.
    expect(screen.one('follow-text').hasAttribute('dir')).toBe(false);
    await screen.type('follow-text', 'Why so?');
    expect(screen.one('follow-text').getAttribute('dir')).toBe('auto');
    expect(calls).toEqual([['changeFollow', 'a1', { question: 'Why so?' }]]);
    await redraw({ follow: follow('a1', 'Why so?') });
    await screen.press('follow-text', 'Enter');
    expect(calls).toHaveLength(1);
    await screen.press('follow-text', 'Enter', { ctrlKey: true });
    expect(calls.at(-1)).toEqual(['sendFollow', 'a1', MODEL.id]);
  });

  it('can be gone on with only once there is an answer with an end', async () => {
    const running = ask({ phase: 'streaming', answerText: 'Bec', isProvisional: true });
    const { screen, redraw } = await showing({ ask: running, follow: follow('a1', 'Next?') });
    expect(screen.one('follow-send')).toHaveProperty('disabled', true);
    await redraw({ ask: first });
    expect(screen.one('follow-send')).toHaveProperty('disabled', false);
    const error = { code: 'relay-cut', advice: 'retry' } as const;
    await redraw({ ask: ask({ phase: 'failed', answerText: '', error }) });
    expect(screen.count('follow-text')).toBe(0);
  });

  it('says what the next question comes to, before Send', async () => {
    const price = { currency: 'EUR', perMillionInput: '10', perMillionOutput: '30' };
    const models = (enclave().models ?? []).map((model) => ({ ...model, price }));
    const { screen, redraw } = await showing({
      ask: first,
      follow: follow('a1', 'And then?'),
      enclave: enclave({ models }),
    });
    expect(screen.one('cost-estimate').textContent).toContain('about €0.01');
    const leaves = { plaintext: 'all of it', sealedBytes: 4096, credits: 2 };
    await redraw({ follow: follow('a1', 'And then?', { leaves }) });
    expect(screen.one('credits-price').textContent).toBe('Costs 2 credits');
    expect(screen.count('cost-estimate')).toBe(0);
    await redraw({ follow: follow('a1', '') });
    expect(screen.count('credits-price')).toBe(0);
  });

  it('says which turns stay behind, before Send and after', async () => {
    const { screen, redraw } = await showing({
      ask: second,
      thread: [first],
      follow: follow('a2', 'And then?', { cut: 1 }),
    });
    expect(screen.one('thread-cut').textContent).toContain('no longer fits');
    const place = { ...second.place, cut: 2 };
    await redraw({ ask: { ...second, place }, follow: follow('a2', '') });
    expect(screen.one('thread-cut').textContent).toContain('2 turns');
  });

  it('shows versions of a turn and the way between them', async () => {
    const again = { ...second, id: 'a3', model: 'other' };
    const { screen, calls } = await showing({
      ask: again,
      thread: [first],
      asks: [again, second, first].map(brief),
      follow: follow('a3', ''),
    });
    expect(screen.one('versions').textContent).toContain('Version 2 of 2');
    expect(screen.one('version-after')).toHaveProperty('disabled', true);
    await screen.click('version-before');
    expect(calls).toEqual([['showAsk', 'a2']]);
  });

  it('hides what it hid before behind the same placeholder', async () => {
    const settings = { ...SETTINGS, redaction: DEFAULT_SETTINGS.redaction };
    const quote = 'Write to ann@example.org.';
    const about = draft({ quote, title: '', url: '', includeTitle: false });
    const redaction = redact(textsOf(about), settings.redaction);
    const { screen, calls } = await showing({
      settings,
      ask: ask({ draft: { ...about, redaction }, answerText: 'Ask [EMAIL 1].' }),
      follow: follow('a1', ''),
    });
    expect(screen.one('answer').textContent).toBe('Ask ann@example.org.');
    await screen.late(() => import('../../components/ask/finder.ts'));
    await screen.type('follow-text', 'bob@example.org or ann@example.org?');
    const [, , change] = calls.at(-1) ?? [];
    expect(change).toMatchObject({
      redaction: {
        marks: [
          { placeholder: '[EMAIL 1]' },
          { placeholder: '[EMAIL 2]', text: 'bob@example.org' },
        ],
        spans: {
          question: [
            [0, 15, 1],
            [19, 34, 0],
          ],
        },
      },
    });
  });
});

describe('several asks', () => {
  const running = brief(ask({ id: 'r1', phase: 'streaming', place: { thread: 'r1', turn: 1 } }));
  const queued: AskBrief = {
    ...{ ...running, id: 'q1', phase: 'queued', place: { thread: 'q1', turn: 1 } },
    preview: 'Later?',
  };

  it('are listed, each with its state in words, to be shown or stopped', async () => {
    const { screen, calls } = await showing({ ask: first, asks: [queued, running, brief(first)] });
    const lines = [...screen.root.querySelectorAll<HTMLElement>('[data-testid="ask-line"]')];
    expect(lines.map((line) => line.textContent)).toEqual([
      'Later?waits',
      `${running.preview}is being answered`,
      `${first.draft.question}answered`,
    ]);
    expect(lines[2]?.getAttribute('aria-current')).toBe('true');
    const stops = [...screen.root.querySelectorAll<HTMLElement>('[data-testid="ask-line-stop"]')];
    stops[0]?.click();
    lines[1]?.click();
    expect(calls).toEqual([
      ['stop', 'q1'],
      ['showAsk', 'r1'],
    ]);
  });

  it('need no list while there is only the one on the screen', async () => {
    const { screen } = await showing({ ask: second, asks: [brief(second), brief(first)] });
    expect(screen.count('asks')).toBe(0);
  });
});

describe('what waits', () => {
  const waiting = (wait: NonNullable<AskView['wait']>) => {
    const view = ask({ phase: 'queued', wait, answerText: '', proof: { ...STATES } });
    delete view.sentBytes;
    return showing({ ask: view, follow: follow('a1', '') });
  };

  it('for the network says so, and leaves it to the person', async () => {
    const { screen, calls } = await waiting('offline');
    expect(screen.one('queued-offline').textContent).toContain('nothing of it has left');
    await screen.click('wait-return');
    await screen.click('wait-now');
    await screen.click('stop');
    expect(calls).toEqual([
      ['letWait', 'a1', 'return'],
      ['letWait', 'a1', 'now'],
      ['stop', 'a1'],
    ]);
  });

  it.each(['turn', 'return', 'person'] as const)('for %s says why', async (wait) => {
    const { screen } = await waiting(wait);
    expect(screen.one(`queued-${wait}`).textContent).not.toBe('');
    expect(screen.count('wait-return')).toBe(0);
    expect(screen.count('wait-now')).toBe(wait === 'turn' ? 0 : 1);
  });
});

describe('the way of an ask', () => {
  const sees = async (change: Partial<AskView>, state: Partial<AppState> = {}) => {
    const view = ask({ answerText: '', isProvisional: true, ...change });
    delete view.enclave;
    if (change.sentBytes === undefined) delete view.sentBytes;
    const { screen } = await showing({ ask: view, follow: follow('a1', ''), ...state });
    return {
      relay: screen.one('path-relay').textContent,
      enclave: screen.one('path-enclave').textContent,
      travel: screen.one('path').dataset['travel'],
    };
  };

  it('claims of each party only what it has seen so far', async () => {
    const verifying = await sees({ phase: 'verifying' });
    expect(verifying.relay).toContain('that you check');
    expect(verifying.enclave).toContain('no question yet');
    expect(verifying.travel).toBe('check');
    expect((await sees({ phase: 'sealing' })).relay).toContain('Nothing yet');
    const waiting = await sees({ phase: 'waiting', sentBytes: 4096 });
    expect(waiting.relay).toContain('4,096 bytes');
    expect(waiting.enclave).toContain('not who asks');
    expect(waiting.travel).toBe('out');
    expect(await sees({ phase: 'streaming', sentBytes: 4096 })).toMatchObject({ travel: 'back' });
  });

  it('names who else reads along', async () => {
    const outside = { ...MODEL, place: 'third-party', upstream: 'api.vendor.example' } as const;
    const shown = enclave({ models: [outside] });
    const { enclave: said } = await sees(
      { phase: 'waiting', sentBytes: 4096, upstream: outside.upstream },
      { enclave: shown },
    );
    expect(said).toContain('api.vendor.example reads too');
  });

  it('is one tap away afterwards', async () => {
    const { screen } = await showing({ ask: first, follow: follow('a1', '') });
    expect(screen.count('path')).toBe(0);
    await screen.click('proof-chip');
    expect(screen.one('path-relay').textContent).toContain('4,096 bytes out');
  });
});
