// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { QuestionField, type QuestionFieldProps } from '../../../components/ask/QuestionField.tsx';
import { draw } from '../../fakes/screen.tsx';

async function field(changed: Partial<QuestionFieldProps> = {}) {
  const said: string[] = [];
  const fieldOf = (some: Partial<QuestionFieldProps>) => (
    <QuestionField
      {...{ question: '', label: 'Question', placeholder: 'Ask', rows: 3, class: 'input' }}
      testId="question"
      onChange={(question) => said.push(question)}
      onSend={() => said.push('sent')}
      {...some}
    />
  );
  const screen = await draw(fieldOf(changed));
  return {
    screen,
    said,
    box: screen.one('question'),
    redraw: (some: Partial<QuestionFieldProps>) => screen.draw(fieldOf(some)),
  };
}

describe('the box of a question', () => {
  it('has a name, and the focus once it is there', async () => {
    const { screen, box } = await field();
    expect(box.ownerDocument.activeElement).toBe(box);
    expect(screen.root.querySelector(`label[for="${box.id}"]`)?.textContent).toBe('Question');
  });

  it('stands in the direction of the page while it is empty, and then in that of what is written', async () => {
    const { box } = await field();
    expect(box.getAttribute('dir')).toBeNull();
    const { box: written } = await field({ question: 'ما هذا؟' });
    expect(written.getAttribute('dir')).toBe('auto');
  });

  it.each([
    ['Ctrl and Enter', { key: 'Enter', ctrlKey: true }, ['sent']],
    ['Cmd and Enter', { key: 'Enter', metaKey: true }, ['sent']],
    ['Enter alone', { key: 'Enter' }, []],
    ['an Enter that ends a composed word', { key: 'Enter', ctrlKey: true, isComposing: true }, []],
  ])('%s', async (_, press, expected) => {
    const { box, said } = await field({ question: 'Why?' });
    box.dispatchEvent(new KeyboardEvent('keydown', { ...press, bubbles: true, cancelable: true }));
    expect(said).toEqual(expected);
  });

  it('goes on where it is told to', async () => {
    const question = 'Why did it rise?';
    const { box } = await field({ question, caret: { at: 3, in: question } });
    expect(box).toMatchObject({ selectionStart: 3, selectionEnd: 3 });
  });

  it('goes on there once the words that it was told for have come back from the worker', async () => {
    const question = 'Why did it rise?';
    const caret = { at: 3, in: question };
    const { box, redraw } = await field({ question: 'Why?' });
    await redraw({ question: 'Why?', caret });
    await redraw({ question, caret });
    expect(box).toMatchObject({ value: question, selectionStart: 3, selectionEnd: 3 });
  });

  it('stays where the person writes meanwhile, and afterwards', async () => {
    const question = 'Why did it rise?';
    const caret = { at: 3, in: question };
    const { screen, box, redraw } = await field({ question: 'Why?', caret });
    await screen.type('question', 'Why not?');
    await redraw({ question, caret });
    expect(box).toMatchObject({ value: question, selectionStart: question.length });
    await redraw({ question: 'Why?', caret });
    await redraw({ question, caret });
    expect(box).toMatchObject({ value: question, selectionStart: question.length });
  });
});
