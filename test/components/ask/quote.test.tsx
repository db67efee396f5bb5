// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { QuoteBlock } from '../../../components/ask/QuoteBlock.tsx';
import { draw } from '../../fakes/screen.tsx';

const QUOTE = 'The tower rose the height of a hand in a day without a crack.';

/** As a box whose text needs more height than it has, or not. */
function textNeeds(height: number, has: number): void {
  vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockReturnValue(height);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(has);
}

afterEach(() => void vi.restoreAllMocks());

describe('where a quote is from', () => {
  const linked = (address: string) =>
    draw(<QuoteBlock quote={QUOTE} source="reading.example.org" address={address} />);

  it('is a link to its page, which learns nothing of where one comes from', async () => {
    const link = (await linked('https://me:pass@reading.example.org/a?b#c')).one('quote-page');
    expect(link.textContent).toBe('Quote from reading.example.org');
    expect(link.getAttribute('href')).toBe('https://reading.example.org/a?b#c');
    expect(link.getAttribute('title')).toBe('https://reading.example.org/a?b#c');
    expect(link.getAttribute('rel')).toBe('noopener noreferrer');
  });

  it.each(['', 'javascript:alert(1)', 'file:///home/a.pdf', 'data:text/html,x', 'not one'])(
    'is words alone where it is %j',
    async (address) => {
      const screen = await linked(address);
      expect(screen.text()).toContain('Quote from reading.example.org');
      expect(screen.root.querySelector('a')).toBeNull();
    },
  );
});

describe('a quote that is short in letters', () => {
  it('can be shown whole where its lines do not fit, as with larger text', async () => {
    textNeeds(110, 88);
    const { root } = await draw(<QuoteBlock quote={QUOTE} />);
    const button = root.querySelector('button');
    expect(button?.textContent).not.toBe('');
    expect(button?.getAttribute('aria-expanded')).toBe('false');
  });

  it('has nothing more to show where they do', async () => {
    textNeeds(44, 44);
    const { root } = await draw(<QuoteBlock quote={QUOTE} />);
    expect(root.textContent).toContain(QUOTE);
    expect(root.querySelector('button')).toBeNull();
  });
});
