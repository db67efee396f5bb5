import { describe, expect, it } from 'vitest';
import {
  arrangedActions,
  exportActions,
  importActions,
  QUICK_ACTIONS,
  settingOf,
  type ActionSetting,
} from '../../lib/prompts/index.ts';

const OWN: ActionSetting = { id: 'own-1', label: 'Haiku', prompt: 'As a haiku.' };
const wordsOf = ({ label = '', prompt = '' }) => ({ label, prompt });

describe('the arrangement of quick actions', () => {
  it('is as shipped when nothing was changed', () => {
    expect(arrangedActions([]).map(({ id }) => id)).toEqual(QUICK_ACTIONS.map(({ id }) => id));
  });

  it('keeps order, own words and hiding, and puts what is new at the end', () => {
    const stored = [
      OWN,
      { id: 'translate', prompt: 'Into Latin.' },
      { id: 'explain', isHidden: true },
    ];
    const actions = arrangedActions(stored);
    expect(actions.slice(0, 3).map(({ id }) => id)).toEqual(['own-1', 'translate', 'explain']);
    expect(actions).toHaveLength(QUICK_ACTIONS.length + 1);
    expect(actions[1]).toMatchObject({ prompt: 'Into Latin.', labelKey: 'action_translate' });
    expect(actions.slice(0, 3).map(settingOf)).toEqual(stored);
  });

  it('leaves out an own action without words', () => {
    expect(arrangedActions([{ id: 'own-1' }]).some(({ id }) => id === 'own-1')).toBe(false);
  });
});

describe('a file of quick actions', () => {
  it('gives back what it was made from, once', () => {
    const file = exportActions(arrangedActions([OWN]).slice(0, 1), wordsOf);
    const first = importActions(file, []);
    expect(first.added).toBe(1);
    expect(first.actions.at(-1)).toEqual(OWN);
    expect(importActions(file, first.actions).added).toBe(0);
  });

  it.each([
    ['no JSON', '{', 'action-file-invalid'],
    ['another format', '{"format":"x","version":1,"actions":[]}', 'action-file-invalid'],
    [
      'a later version',
      '{"format":"sotto-quick-actions","version":2}',
      'action-file-version-unknown',
    ],
    [
      'a field too many',
      '{"format":"sotto-quick-actions","version":1,"actions":[],"relay":"x"}',
      'action-file-invalid',
    ],
    [
      'an action without a name',
      '{"format":"sotto-quick-actions","version":1,"actions":[{"label":" ","prompt":"x"}]}',
      'action-file-invalid',
    ],
    ['too much', 'x'.repeat(400_001), 'action-file-invalid'],
  ])('is refused: %s', (_, file, code) => {
    expect(() => importActions(file, [])).toThrow(expect.objectContaining({ code }));
  });
});
