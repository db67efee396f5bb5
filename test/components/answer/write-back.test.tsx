// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { CopyAnswer } from '../../../components/answer/CopyAnswer.tsx';
import { WriteBack } from '../../../components/answer/WriteBack.tsx';
import { PageDoorContext, type PageDoor } from '../../../components/ui/page-door.ts';
import type { WriteOutcome, WriteRequest } from '../../../lib/selection/index.ts';
import { eventually } from '../../fakes/eventually.ts';
import { draw } from '../../fakes/screen.tsx';
import { ask, draft } from '../../fakes/views.ts';

const source = { tabId: 7, frameId: 3, isEditable: true, isMenuText: false };
const MARKS = [{ placeholder: '[EMAIL 1]', text: 'ann@post.example' }];

function clipboard(): string[] {
  const written: string[] = [];
  vi.stubGlobal('navigator', {
    clipboard: { writeText: (text: string) => Promise.resolve(void written.push(text)) },
  });
  return written;
}

async function answered(outcome: WriteOutcome, isEditable = true) {
  const requests: WriteRequest[] = [];
  const door: PageDoor = {
    readPage: () => Promise.resolve({ html: '', title: '', isCut: false }),
    write: (_, request) => {
      requests.push(request);
      return Promise.resolve(request.act === 'undo' ? 'undone' : outcome);
    },
    proofNote: () =>
      Promise.resolve({ receiptHex: 'ab12', logOrigin: 'log.example/one', atMs: 0, model: 'm1' }),
  };
  const view = ask({
    draft: draft({ source: { ...source, isEditable } }),
    answerText: 'Write to **[EMAIL 1]**.',
  });
  const screen = await draw(
    <PageDoorContext.Provider value={door}>
      <WriteBack ask={view} marks={MARKS} />
      <CopyAnswer id={view.id} text={view.answerText} marks={MARKS} hasProof />
    </PageDoorContext.Provider>,
  );
  return { screen, requests };
}

describe('an answer goes into the page', () => {
  it('on a click only, without marks of Markdown, with what stayed here; and comes back out', async () => {
    const written = clipboard();
    const { screen, requests } = await answered('written');
    expect(requests).toEqual([]);
    await screen.click('write-replace');
    await eventually(() => expect(screen.one('write-said').dataset['code']).toBe('written'));
    await screen.click('write-undo');
    await eventually(() => expect(screen.one('write-said').dataset['code']).toBe('undone'));
    expect(requests).toEqual([
      { act: 'replace', text: 'Write to ann@post.example.' },
      { act: 'undo' },
    ]);
    expect(written).toEqual([]);
    expect(screen.count('write-undo')).toBe(0);
  });

  it.each(['gone', 'changed', 'too-long'] as const)(
    'or onto the clipboard: %s',
    async (outcome) => {
      const written = clipboard();
      const { screen } = await answered(outcome);
      await screen.click('write-after');
      await eventually(() => expect(screen.one('write-said').dataset['code']).toBe(outcome));
      expect(written).toEqual(['Write to ann@post.example.']);
      expect(screen.count('write-undo')).toBe(0);
    },
  );

  it('not at all where its quote stood in no field', async () => {
    const { screen } = await answered('written', false);
    expect(screen.count('write-replace')).toBe(0);
  });
});

describe('copies', () => {
  it('are text, Markdown, or Markdown with a note on the proof', async () => {
    const written = clipboard();
    const { screen } = await answered('written');
    for (const name of ['copy-text', 'copy-markdown', 'copy-proof']) await screen.click(name);
    await eventually(() => expect(written).toHaveLength(3));
    expect(written[0]).toBe('Write to ann@post.example.');
    expect(written[1]).toBe('Write to **ann@post.example**.');
    expect(written[2]).toMatch(/^Write to \*\*ann@post\.example\*\*\.\n\n---\n/);
    for (const fact of ['m1', 'ab12', 'log.example/one', 'sotto-verify']) {
      expect(written[2]).toContain(fact);
    }
  });
});
