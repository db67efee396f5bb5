// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { lateScreen } from '../../../components/ui/late-screen.tsx';
import { draw } from '../../fakes/screen.tsx';

function Words({ words }: { words: string }) {
  return <p data-testid="words">{words}</p>;
}

describe('a late screen', () => {
  it('is drawn at once when it was loaded ahead', async () => {
    let fetched = 0;
    const Late = lateScreen<{ words: string }>(async () => {
      fetched += 1;
      return Words;
    });
    await Late.load();
    const screen = await draw(<Late words="here" />);
    expect(screen.one('words').textContent).toBe('here');
    expect(fetched).toBe(1);
  });

  it('is empty until it is there, and then shows what it was given last', async () => {
    let arrive: (screen: typeof Words) => void = () => undefined;
    const Late = lateScreen<{ words: string }>(() => new Promise((resolve) => (arrive = resolve)));
    const screen = await draw(<Late words="first" />);
    expect(screen.text()).toBe('');
    await screen.draw(<Late words="second" />);
    arrive(Words);
    await Late.load();
    await screen.draw(<Late words="third" />);
    expect(screen.one('words').textContent).toBe('third');
  });

  it('that cannot be loaded says so', async () => {
    const Late = lateScreen<{ words: string }>(() => Promise.reject(new Error('gone')));
    const screen = await draw(<Late words="first" />);
    await expect(Late.load()).rejects.toThrow('gone');
    await screen.draw(<Late words="second" />);
    expect(screen.one('error').dataset['code']).toBe('late-part-missing');
  });
});
