import { describe, expect, it } from 'vitest';
import { applyToPage, EMPTY_VIEW } from '../../entrypoints/page/page-view.ts';
import { appState, proofDetail, proofSummary, SETTINGS } from '../fakes/views.ts';

describe('what a page shows', () => {
  it('is the last of each kind of message', () => {
    const state = applyToPage(EMPTY_VIEW, { type: 'app/state', ...appState() });
    expect(state.state?.settings).toEqual(SETTINGS);
    const listed = applyToPage(state, {
      type: 'proofs/list',
      search: 'a',
      total: 1,
      found: 1,
      isMore: false,
      items: [proofSummary(0)],
    });
    const opened = applyToPage(listed, { type: 'proofs/detail', proof: proofDetail() });
    expect(opened.proofs?.items).toHaveLength(1);
    expect(opened.proof?.id).toBe('p0');
    expect(opened.state).toEqual(state.state);
  });

  it('loses a forgotten proof in the list and in the open view', () => {
    const before = {
      ...EMPTY_VIEW,
      proofs: {
        search: '',
        total: 7,
        found: 7,
        isMore: false,
        items: [proofSummary(0), proofSummary(1)],
      },
      proof: proofDetail(),
    };
    const after = applyToPage(before, { type: 'proofs/forgotten', id: 'p0' });
    expect(after.proof).toBeNull();
    expect(after.forgotten).toEqual(['p0']);
    expect(after.proofs).toEqual({
      search: '',
      total: 6,
      found: 6,
      isMore: false,
      items: [proofSummary(1)],
    });
    const other = applyToPage(before, { type: 'proofs/forgotten', id: 'p9' });
    expect(other.proof?.id).toBe('p0');
    expect(other.proofs?.total).toBe(7);
  });

  it('does not show what was forgotten while it was being read', () => {
    const gone = { type: 'proofs/forgotten', id: 'p0' } as const;
    const opened = [{ type: 'proofs/detail', proof: proofDetail() } as const, gone];
    expect(opened.reduce(applyToPage, EMPTY_VIEW).proof).toBeNull();
    const items = [proofSummary(0), proofSummary(1)];
    const listed = [
      { type: 'proofs/list', search: '', total: 2, found: 2, isMore: false, items } as const,
      gone,
    ];
    expect(listed.reduce(applyToPage, EMPTY_VIEW).proofs).toEqual({
      ...{ type: 'proofs/list', search: '' },
      ...{ total: 1, found: 1, isMore: false, items: [proofSummary(1)] },
    });
  });

  it('counts what changed for the list, and for the open proof only what is its own', () => {
    const open = { ...EMPTY_VIEW, proof: proofDetail() };
    const other = applyToPage(open, { type: 'proofs/changed', id: 'p9' });
    expect([other.changes, other.proofChanges]).toEqual([1, 0]);
    const own = applyToPage(other, { type: 'proofs/changed', id: 'p0' });
    expect([own.changes, own.proofChanges]).toEqual([2, 1]);
  });

  it('keeps the reason why settings were refused until they are taken', () => {
    const error = { code: 'relay-url-invalid', advice: 'fix-settings' as const };
    const refused = applyToPage(EMPTY_VIEW, { type: 'settings/state', settings: SETTINGS, error });
    expect(refused.settingsError).toEqual(error);
    const taken = applyToPage(refused, { type: 'settings/state', settings: SETTINGS });
    expect(taken.settingsError).toBeUndefined();
  });
});
