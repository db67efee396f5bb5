/** Deleted means deleted: what is forgotten while its answer still arrives is kept no more, however the two meet. */
import 'fake-indexeddb/auto';
import { beforeEach, expect, it, vi } from 'vitest';
import { Desk } from '../../lib/ask/index.ts';
import { sottoChecks } from '../../lib/networks/sotto/checks.ts';
import { FakePage, type FakeBrowser } from '../fakes/desk.ts';
import { eventually } from '../fakes/eventually.ts';
import { mortalWorker } from '../fakes/mortal.ts';
import { SettlingDesk } from '../fakes/settling-desk.ts';

let browser: FakeBrowser;

beforeEach(async () => {
  ({ browser } = await SettlingDesk.start());
});

interface Hold {
  readonly isHeld: boolean;
  letGo(): void;
  wait(): Promise<void>;
}

function hold(): Hold {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const life = { isHeld: false };
  return {
    get isHeld() {
      return life.isHeld;
    },
    letGo: () => letGo(),
    wait: () => {
      life.isHeld = true;
      return held;
    },
  };
}

/** An answer that has said its first words, and is kept as one that may have left. */
async function answering(desk: Pick<Desk, 'servePage'>) {
  const pieces = hold();
  browser.enclave.behaviour.beforePiece = (i) => (i < 3 ? Promise.resolve() : pieces.wait());
  const page = new FakePage(desk);
  await page.ready();
  page.link.send({ type: 'ask/start' });
  const { ask } = await page.until((state) => state.ask?.answerText === 'The answer ');
  await eventually(async () => expect(await browser.proofs.ids()).toEqual([ask?.id]));
  return { page, pieces, id: ask?.id ?? '' };
}

/** Every ask has come to its end, and what there was to keep of it is kept. */
async function rested(): Promise<void> {
  const count = (call: string): number => browser.calls.filter((one) => one === call).length;
  await eventually(() =>
    expect([count('rest') > 0, count('rest')]).toEqual([true, count('awake')]),
  );
}

async function lookedFor(): Promise<string[]> {
  const logs = await browser.proofs.openLogs();
  return logs.flatMap(({ leaves }) => leaves.map((leaf) => leaf.id));
}

/** What is forgotten is gone, but whoever forgets is told of it only when they are let. */
function holdForgetting(thenFail = false): Hold {
  const forgetting = hold();
  const proofs = { ...browser.proofs };
  vi.spyOn(browser.proofs, 'forget').mockImplementation(async (...ids: readonly string[]) => {
    if (!thenFail) await proofs.forget(...ids);
    await forgetting.wait();
    if (thenFail) throw new Error('disk');
  });
  return forgetting;
}

it('an ask whose last words come while it is being forgotten stays forgotten', async () => {
  const forgetting = holdForgetting();
  const { page, pieces, id } = await answering(browser.startWorker());
  page.link.send({ type: 'proofs/forget-all', ids: [] });
  await eventually(() => expect(forgetting.isHeld).toBe(true));
  pieces.letGo();
  await page.until(({ ask }) => ask?.phase === 'done');
  forgetting.letGo();
  expect((await page.message('proofs/forgotten')).id).toBe(id);
  await rested();
  expect(await browser.proofs.ids()).toEqual([]);
  expect(await lookedFor()).not.toContain(id);
  expect(await page.until(({ ask }) => ask === null)).toMatchObject({ ask: null });
});

it('so does one that is forgotten while it is found out where its receipt will settle', async () => {
  const watching = hold();
  const checks: typeof sottoChecks = {
    ...sottoChecks,
    watchOf: async (...args) => {
      await watching.wait();
      return sottoChecks.watchOf(...args);
    },
  };
  const edges = browser.edges();
  const late = { ...edges.late, checks: () => Promise.resolve(checks) };
  const { page, pieces, id } = await answering(new Desk({ ...edges, late }));
  pieces.letGo();
  await eventually(() => expect(watching.isHeld).toBe(true));
  page.link.send({ type: 'proofs/forget', id });
  page.link.send({ type: 'draft/change', draft: { question: 'Is it gone?' } });
  await page.until(({ draft }) => draft.question === 'Is it gone?');
  watching.letGo();
  expect((await page.message('proofs/forgotten')).id).toBe(id);
  await rested();
  expect(await browser.proofs.ids()).toEqual([]);
  expect(await lookedFor()).not.toContain(id);
});

it('one that could not be forgotten is kept to its end', async () => {
  const forgetting = holdForgetting(true);
  const { page, pieces, id } = await answering(browser.startWorker());
  page.link.send({ type: 'proofs/forget', id });
  await eventually(() => expect(forgetting.isHeld).toBe(true));
  pieces.letGo();
  await page.until(({ ask }) => ask?.phase === 'done');
  forgetting.letGo();
  await page.message('problem');
  await rested();
  const { states } = await browser.proofs.open(id);
  expect(states).toMatchObject({ answered: 'complete', receipt: 'holds', settlement: 'pending' });
});

it('one that was forgotten in mid-answer does not come back with the next worker', async () => {
  const mortal = mortalWorker(browser);
  const { page, id } = await answering(mortal.desk);
  // A second later, so that what is remembered of it is written at once.
  browser.clock.advance(1000);
  page.link.send({ type: 'proofs/forget', id });
  await page.message('proofs/forgotten');
  await eventually(() =>
    expect(browser.sessionStore.values.get(`ask/${id}`)).toMatchObject({ mayKeep: false }),
  );
  mortal.kill();
  const next = new FakePage(browser.startWorker());
  next.link.send({ type: 'app/open' });
  await next.until(({ ask }) => ask?.phase === 'interrupted');
  expect(await browser.proofs.ids()).toEqual([]);
});
