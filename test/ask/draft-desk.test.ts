/** What is kept of a draft while it is still being written: how it stands last, whatever takes longer to write. */
import { beforeEach, describe, expect, it } from 'vitest';
import { DraftDesk } from '../../lib/ask/draft-desk.ts';
import type { Edges } from '../../lib/ask/index.ts';
import type { EditableDraft } from '../../lib/messages/index.ts';
import { FakeBrowser } from '../fakes/desk.ts';

let browser: FakeBrowser;
let desk: DraftDesk;
/** What stands on the disk, how many writes to it have begun, and how to let the first come to its end. */
let kept: unknown;
let begun: number;
let endFirst: () => void;

beforeEach(async () => {
  browser = await FakeBrowser.start();
  const first = new Promise<void>((resolve) => (endFirst = resolve));
  [kept, begun] = ['nothing yet', 0];
  const keepDraft: Edges['proofs']['keepDraft'] = async (draft) => {
    begun++;
    if (begun === 1) await first;
    kept = draft;
  };
  const edges = browser.edges();
  desk = new DraftDesk({ ...edges, proofs: { ...edges.proofs, keepDraft } });
});

/** Changed again while the first state is still on its way to the disk. */
async function changeMeanwhile(change: Partial<EditableDraft>): Promise<void> {
  desk.change({ question: 'A long question' });
  const first = desk.save();
  await expect.poll(() => begun).toBe(1);
  desk.change(change);
  const second = desk.save();
  // Whatever would overtake the first has done so by the next turn: nothing here waits but for it.
  await new Promise((resolve) => setTimeout(resolve));
  endFirst();
  await Promise.all([first, second]);
}

describe('a draft that is changed while it is being kept', () => {
  it('is kept as it stands last, not as what took longest to write', async () => {
    await changeMeanwhile({ question: 'A question' });
    expect(kept).toMatchObject({ question: 'A question' });
  });

  it('is not kept after all when the person says so', async () => {
    await changeMeanwhile({ isUnkept: true });
    expect(kept).toBeUndefined();
  });

  it('is in memory at once, however long the disk takes', async () => {
    desk.change({ question: 'A long question' });
    const first = desk.save();
    await expect.poll(() => begun).toBe(1);
    desk.change({ question: 'A question' });
    const second = desk.save();
    const remembered = { draft: { question: 'A question' } };
    await expect.poll(() => browser.sessionStore.values.get('draft')).toMatchObject(remembered);
    expect(kept).toBe('nothing yet');
    endFirst();
    await Promise.all([first, second]);
  });
});
