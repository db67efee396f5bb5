// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { QuestionField, type QuestionFieldProps } from '../../../components/ask/QuestionField.tsx';
import { draw } from '../../fakes/screen.tsx';

async function field(changed: Partial<QuestionFieldProps> = {}) {
  const said: string[] = [];
  const screen = await draw(
    <QuestionField
      {...{ question: '', label: 'Question', placeholder: 'Ask', rows: 3, class: 'input' }}
      testId="question"
      onChange={(question) => said.push(question)}
      onSend={() => said.push('sent')}
      {...changed}
    />,
  );
  return { screen, said, box: screen.one('question') };
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
    const { box } = await field({ question: 'Why did it rise?', caret: { at: 3 } });
    expect(box).toMatchObject({ selectionStart: 3, selectionEnd: 3 });
  });
});
