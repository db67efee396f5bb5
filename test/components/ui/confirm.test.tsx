// @vitest-environment happy-dom
/** Where the focus is once a question has been answered: where it was before, unless the person has gone elsewhere. */
import { act } from 'preact/test-utils';
import { useState } from 'preact/hooks';
import { beforeEach, expect, it } from 'vitest';
import { Confirm } from '../../../components/ui/Confirm.tsx';
import { draw, type Screen } from '../../fakes/screen.tsx';

let screen: Screen;
let setAsking: (isAsking: boolean) => void;

function Asker() {
  const [isAsking, set] = useState(false);
  setAsking = set;
  return (
    <>
      <button data-testid="act" onClick={() => set(true)} />
      <input data-testid="elsewhere" />
      {isAsking && (
        <Confirm
          question="Sure?"
          act="Forget"
          onAct={() => set(false)}
          onCancel={() => set(false)}
          testId="sure"
        />
      )}
    </>
  );
}

beforeEach(async () => {
  screen = await draw(<Asker />);
  screen.one('act').focus();
  await screen.click('act');
});

it('is the safe answer first', () => {
  expect(document.activeElement?.textContent).toBe('Keep');
});

it('is given back after Escape, after the act, and after the safe answer', async () => {
  await screen.press('sure', 'Escape');
  expect(screen.count('sure')).toBe(0);
  expect(document.activeElement).toBe(screen.one('act'));
  await screen.click('act');
  await screen.click('sure');
  expect(document.activeElement).toBe(screen.one('act'));
  await screen.click('act');
  await act(() => screen.root.querySelector<HTMLElement>('.confirm .button-plain')?.click());
  expect(screen.count('sure')).toBe(0);
  expect(document.activeElement).toBe(screen.one('act'));
});

it('stays where the person has gone meanwhile', async () => {
  screen.one('elsewhere').focus();
  await act(() => setAsking(false));
  expect(screen.count('sure')).toBe(0);
  expect(document.activeElement).toBe(screen.one('elsewhere'));
});
