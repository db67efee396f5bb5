import { describe, expect, it } from 'vitest';
import { Badge } from '../../lib/ask/badge.ts';

function badge(): { marks: Badge; told: string[] } {
  const told: string[] = [];
  return { marks: new Badge({ setBadge: async (text) => void told.push(text) }), told };
}

describe('the mark on the button', () => {
  it('is the gravest of what there is to say', () => {
    const { marks, told } = badge();
    marks.put('•');
    marks.put('!');
    marks.put('?');
    expect(told).toEqual(['•', '!']);
    marks.take('!');
    expect(told.at(-1)).toBe('?');
  });

  it('keeps an alarm while the person has only come by', () => {
    const { marks, told } = badge();
    marks.put('!');
    marks.put('•');
    marks.seen();
    expect(told.at(-1)).toBe('!');
    marks.take('!');
    expect(told.at(-1)).toBe('');
  });

  it('leaves what an earlier worker has put there until there is news', () => {
    const { marks, told } = badge();
    marks.take('!');
    expect(told).toEqual([]);
    marks.seen();
    expect(told).toEqual(['']);
  });

  it('goes on where the browser will not show it', async () => {
    const marks = new Badge({ setBadge: () => Promise.reject(new Error('no button')) });
    marks.put('!');
    await Promise.resolve();
    expect(() => marks.take('!')).not.toThrow();
  });
});
