import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { redact, textsOf } from '../../lib/redaction/index.ts';
import { DEFAULT_SETTINGS, SETTINGS_KEY } from '../../lib/settings/index.ts';
import { flag, list, record, text } from '../../lib/shape/index.ts';
import type { AppState } from '../../lib/messages/index.ts';
import { eventually } from '../fakes/eventually.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { lookAt } from '../fakes/review.ts';
import { mortalWorker } from '../fakes/mortal.ts';

let browser: FakeBrowser;
let page: FakePage;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  page = new FakePage(browser.startWorker());
});

const asked = record({
  model: text(100),
  stream: flag,
  messages: list(record({ role: text(20), content: text(100_000) }), 100),
});
type Said = ReturnType<typeof asked>['messages'][number];

/** The messages of the ask that reached the enclave last, without the system's. */
function said(): Said[] {
  const body: unknown = JSON.parse(browser.enclave.asked.at(-1)?.content ?? '{}');
  return asked(body).messages.filter(({ role }) => role !== 'system');
}

async function answered(before: string | undefined): Promise<AppState> {
  return page.until(({ ask }) => ask?.id !== before && ask?.proof.answered === 'complete');
}

async function askFirst(question = 'What is the answer?'): Promise<AppState> {
  await page.ready(question);
  const before = page.state?.ask?.id;
  page.link.send({ type: 'ask/start' });
  return answered(before);
}

async function follow(question: string, model?: string): Promise<AppState> {
  const after = page.state?.ask?.id ?? '';
  page.link.send({ type: 'follow/change', after, draft: { question } });
  page.link.send({ type: 'ask/follow', after, ...(model === undefined ? {} : { model }) });
  return answered(after);
}

describe('a follow-up', () => {
  it('is an ask of its own, with what was said before inside its seal', async () => {
    const first = await askFirst();
    browser.enclave.behaviour.pieces = ['Because ', 'of Deep Thought.'];
    const second = await follow('Why?');
    expect(second.ask).toMatchObject({
      answerText: 'Because of Deep Thought.',
      isProvisional: false,
      place: { thread: first.ask?.id, turn: 2, after: first.ask?.id },
      proof: { enclave: 'holds', sealed: 'holds', answered: 'complete', receipt: 'holds' },
    });
    expect(second.thread.map(({ id }) => id)).toEqual([first.ask?.id]);
    expect(second.thread[0]?.enclave).toBeUndefined();
    expect(said().map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(said()[0]?.content).toContain('⟦quote⟧\nSome quoted text.');
    expect(said()[1]?.content).toBe('The answer is 42.');
    expect(said()[2]?.content).toBe('Why?');
    const [one, two] = browser.enclave.askRequests.map(({ body }) => body?.slice(7, 39));
    expect(one).not.toEqual(two);
  });

  it('is kept with the conversation and the turn that it belongs to', async () => {
    const first = await askFirst();
    const second = await follow('Why?');
    const kept = await eventually(async () => {
      const found = await browser.proofs.open(second.ask?.id ?? '');
      expect(found.states.answered).toBe('complete');
      return found;
    });
    const thread = { thread: first.ask?.id, turn: 2, after: first.ask?.id };
    expect(kept.text).toMatchObject({ question: 'Why?', quote: '', thread });
    const list = { type: 'proofs/list', search: '', limit: 9 } as const;
    const { items } = await lookAt(browser, list, 'proofs/list');
    expect(items.map((item) => item.thread?.turn).sort()).toEqual([1, 2]);
    const open = { type: 'proofs/open', id: kept.id } as const;
    expect((await lookAt(browser, open, 'proofs/detail')).proof.thread).toEqual(thread);
  });

  it('shows before Send what it would seal, turns before it included', async () => {
    const { ask } = await askFirst();
    page.link.send({ type: 'follow/change', after: ask?.id ?? '', draft: { question: 'Why?' } });
    const { follow: written } = await page.until((state) => state.follow?.leaves !== null);
    expect(written).toMatchObject({ after: ask?.id, draft: { question: 'Why?' }, cut: 0 });
    expect(written?.leaves?.plaintext).toContain('The answer is 42.');
    expect(written?.leaves?.sealedBytes).toBe(4096);
    expect(browser.enclave.asked).toHaveLength(1);
  });

  it('half written, outlives page and worker', async () => {
    const first = mortalWorker(browser);
    page = new FakePage(first.desk);
    const { ask } = await askFirst();
    page.link.send({ type: 'follow/change', after: ask?.id ?? '', draft: { question: 'And th' } });
    await page.until((state) => state.follow?.draft.question === 'And th');
    await eventually(() => expect(browser.sessionStore.values.has('follows')).toBe(true));
    first.kill();
    page = new FakePage(browser.startWorker());
    page.link.send({ type: 'app/open' });
    const { follow: written } = await page.until((state) => state.follow !== null);
    expect(written?.draft.question).toBe('And th');
  });

  it('leaves the earliest turns behind where the largest size holds no more, and says so', async () => {
    await askFirst();
    browser.enclave.behaviour.pieces = ['x'.repeat(9_000)];
    for (const question of ['Second?', 'Third?', 'Fourth?']) await follow(question);
    page.link.send({
      type: 'follow/change',
      after: page.state?.ask?.id ?? '',
      draft: { question: 'Fifth?' },
    });
    const { follow: written } = await page.until((state) => (state.follow?.cut ?? 0) > 0);
    const { ask } = await follow('Fifth?');
    expect(ask?.place.cut).toBe(written?.cut);
    const all = said().map(({ content }) => content);
    // The quote is what all of it is about: it goes on with the first turn that is left.
    expect(all[0]).toContain('⟦quote⟧\nSome quoted text.');
    expect(all.join('\n')).not.toContain('What is the answer?');
    expect(said().map(({ role }) => role)[0]).toBe('user');
    expect(all.at(-1)).toContain('Fifth?');
    expect(ask?.proof.receipt).toBe('holds');
  });

  it('of something that has no answer is refused', async () => {
    browser.enclave.behaviour.beforePiece = () => new Promise(() => undefined);
    await page.ready();
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.phase === 'waiting');
    const after = ask?.id ?? '';
    page.link.send({ type: 'follow/change', after, draft: { question: 'Why?' } });
    const { follow: written } = await page.until((s) => s.follow?.draft.question === 'Why?');
    expect(written?.leaves).toBeNull();
    page.link.send({ type: 'ask/follow', after });
    expect((await page.message('problem')).error.code).toBe('answer-missing');
  });
});

describe('what is hidden', () => {
  const RULES = DEFAULT_SETTINGS.redaction;
  const redactionOf = (quote: string, question: string, marks: Parameters<typeof redact>[2]) =>
    redact(
      textsOf({ quote, question, title: '', url: '', includeTitle: true, includeUrl: true }),
      RULES,
      marks,
    );

  it('stays hidden behind the same placeholders through the whole conversation', async () => {
    const settings = { ...browser.enclave.settings, redaction: RULES };
    await browser.localStore.set(SETTINGS_KEY, settings);
    page = new FakePage(browser.startWorker());
    const [quote, question] = ['Write to ann@example.org.', 'Who is ann@example.org?'];
    const redaction = redactionOf(quote, question, undefined);
    page.link.send({ type: 'app/open' });
    page.link.send({ type: 'draft/change', draft: { quote, question, redaction } });
    await page.until((state) => state.leaves !== null);
    page.link.send({ type: 'ask/start' });
    const { ask } = await answered(undefined);
    const next = 'Is bob@example.org a friend of ann@example.org?';
    const before = { lifted: [], marks: redaction.marks };
    const after = ask?.id ?? '';
    page.link.send({ type: 'follow/change', after, draft: { question: next } });
    await page.until((state) => state.follow?.draft.question === next);
    expect(page.state?.follow?.leaves).toBeNull();
    const draft = { redaction: redactionOf('', next, before) };
    page.link.send({ type: 'follow/change', after, draft });
    page.link.send({ type: 'ask/follow', after });
    await answered(after);
    expect(said().map(({ content }) => content)).toEqual([
      expect.stringContaining('Write to [EMAIL 1].'),
      'The answer is 42.',
      'Is [EMAIL 2] a friend of [EMAIL 1]?',
    ]);
    expect(JSON.stringify(browser.enclave.asked)).not.toMatch(/ann@|bob@/);
  });
});

describe('the same question again', () => {
  it('is another version of the same turn, of the model that was picked', async () => {
    const first = await askFirst();
    const second = await follow('Why?');
    page.link.send({ type: 'ask/again', id: second.ask?.id ?? '', model: 'extract-1' });
    const { ask, thread, asks } = await answered(second.ask?.id);
    expect(ask).toMatchObject({ model: 'extract-1', place: second.ask?.place });
    expect(thread.map(({ id }) => id)).toEqual([first.ask?.id]);
    expect(
      said()
        .map(({ content }) => content)
        .at(-1),
    ).toBe('Why?');
    expect(asks).toHaveLength(3);
    page.link.send({ type: 'ask/again', id: ask?.id ?? '', model: 'nobody' });
    const refused = await page.until((state) => state.ask?.phase === 'refused');
    expect(refused.ask?.error?.code).toBe('model-unknown');
  });

  it('can be changed first: under the turn before it', async () => {
    const first = await askFirst();
    const second = await follow('Why?');
    page.link.send({ type: 'ask/edit', id: second.ask?.id ?? '' });
    const { follow: written } = await page.until(({ ask }) => ask?.id === first.ask?.id);
    expect(written?.draft.question).toBe('Why?');
    const third = await follow('Why not 43?');
    expect(third.ask?.place).toEqual(second.ask?.place);
    expect(said().map(({ content }) => content)).toEqual([
      expect.stringContaining('What is the answer?'),
      'The answer is 42.',
      'Why not 43?',
    ]);
  });

  it('can be changed first: the draft, for a first turn', async () => {
    const { ask } = await askFirst('First words');
    page.link.send({ type: 'draft/clear' });
    await page.until((state) => state.ask === null && state.draft.question === '');
    page.link.send({ type: 'ask/edit', id: ask?.id ?? '' });
    const { draft } = await page.until((state) => state.draft.question !== '');
    expect(draft).toMatchObject({ question: 'First words', quote: 'Some quoted text.' });
  });

  it('of a private window stays private in the draft and in every turn', async () => {
    const desk = browser.startWorker();
    const tab = { id: 1, url: 'https://bank.example/', title: 'Bank', incognito: true };
    await desk.onGesture({ origin: 'menu', tab, menuText: 'Secret balance' });
    page = new FakePage(desk);
    page.link.send({ type: 'app/open' });
    page.link.send({ type: 'draft/change', draft: { question: 'How much?' } });
    page.link.send({ type: 'ask/start' });
    const { ask } = await answered(undefined);
    await follow('And yesterday?');
    page.link.send({ type: 'ask/edit', id: ask?.id ?? '' });
    await page.until((state) => state.ask === null);
    page.link.send({ type: 'draft/change', draft: { question: 'How much now?' } });
    page.link.send({ type: 'ask/start' });
    await answered(ask?.id);
    expect(await browser.proofs.draft()).toBeUndefined();
    expect((await browser.proofs.list({ search: '', limit: 9 })).total).toBe(0);
  });
});

describe('a forgotten turn', () => {
  it('is gone from the list and from the conversation, and is not kept again', async () => {
    const first = await askFirst();
    const second = await follow('Why?');
    page.link.send({ type: 'proofs/forget', id: first.ask?.id ?? '' });
    const { thread, asks } = await page.until((state) => state.asks.length === 1);
    expect(thread).toEqual([]);
    expect(asks[0]?.id).toBe(second.ask?.id);
    expect(browser.sessionStore.values.has(`ask/${first.ask?.id ?? ''}`)).toBe(false);
  });
});
