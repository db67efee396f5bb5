// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { AtRestForm, type AtRestFormProps } from '../../../components/settings/AtRestForm.tsx';
import { draw } from '../../fakes/screen.tsx';

const none = (): void => undefined;

function form(changed: Partial<AtRestFormProps>) {
  const hands = { onSet: none, onChange: none, onRemove: none, onIdle: none, onWipe: none };
  const props = { lock: { idleMinutes: 15 }, doing: null, problem: undefined, isAsking: false };
  return draw(<AtRestForm {...props} {...hands} onLock={none} {...changed} />);
}

describe('a passphrase that is set', () => {
  it('can be locked in the middle of an answer too, and says when that happens', async () => {
    let locked = 0;
    const screen = await form({ isAsking: true, onLock: () => (locked += 1) });
    expect(screen.root.textContent).toContain('locks as soon as it is kept');
    await screen.click('lock-now');
    expect(locked).toBe(1);
  });

  it('says nothing of answers where none is on its way', async () => {
    const screen = await form({});
    expect(screen.root.textContent).not.toContain('as soon as');
  });
});
