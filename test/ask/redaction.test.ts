import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { redact, textsOf, type Rules } from '../../lib/redaction/index.ts';
import { DEFAULT_SETTINGS, SETTINGS_KEY } from '../../lib/settings/index.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';

const QUOTE = 'Write to ann@example.org or call +49 171 2345678.';
const QUESTION = 'Who is ann@example.org?';
const RULES: Rules = DEFAULT_SETTINGS.redaction;

let browser: FakeBrowser;
let page: FakePage;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  const settings = { ...browser.enclave.settings, redaction: DEFAULT_SETTINGS.redaction };
  await browser.localStore.set(SETTINGS_KEY, settings);
  page = new FakePage(browser.startWorker());
  page.link.send({ type: 'app/open' });
});

function redactionOf(quote: string, question: string, lifted: string[] = []) {
  const draft = { quote, question, title: '', url: '', includeTitle: true, includeUrl: true };
  return redact(textsOf(draft), RULES, { lifted, marks: [] });
}

async function write(redaction?: ReturnType<typeof redactionOf>): Promise<void> {
  page.link.send({
    type: 'draft/change',
    draft: { quote: QUOTE, question: QUESTION, ...(redaction === undefined ? {} : { redaction }) },
  });
  await page.until(
    ({ draft, enclave }) => draft.question === QUESTION && enclave.phase === 'ready',
  );
}

describe('what is hidden', () => {
  it('never reaches the enclave, nor what is kept of the question', async () => {
    await write(redactionOf(QUOTE, QUESTION));
    const { leaves } = await page.until((state) => state.leaves !== null);
    expect(leaves?.plaintext).toContain('Write to [EMAIL 1] or call [PHONE 1].');
    expect(leaves?.plaintext).not.toMatch(/ann@example|2345678/);
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.proof.answered === 'complete');
    expect(ask?.proof.receipt).toBe('holds');
    const kept = await browser.proofs.open(ask?.id ?? '');
    expect(new TextDecoder().decode(kept.facts?.requestBytes)).not.toMatch(/ann@example|2345678/);
    expect(kept.text.quote).toBe('Write to [EMAIL 1] or call [PHONE 1].');
    expect(kept.text.question).toBe('Who is [EMAIL 1]?');
    expect(kept.text.hidden).toContainEqual({ placeholder: '[EMAIL 1]', text: 'ann@example.org' });
  });

  it('goes as it is once the person has lifted it', async () => {
    await write(redactionOf(QUOTE, QUESTION, ['ann@example.org']));
    const { leaves } = await page.until((state) => state.leaves !== null);
    expect(leaves?.plaintext).toContain('Write to ann@example.org or call [PHONE 1].');
  });

  it.each([
    ['nothing was said of it', undefined],
    ['it was made for another quote', redactionOf('Another quote.', QUESTION)],
    ['it was made for another question', redactionOf(QUOTE, 'Another?')],
  ])('stops the sending as long as %s', async (_, redaction) => {
    await write(redaction);
    expect(page.state?.leaves).toBeNull();
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((state) => state.ask?.phase === 'refused');
    expect(ask?.error?.code).toBe('redaction-pending');
    expect(browser.enclave.askRequests).toEqual([]);
  });

  it('is worked out without taking away why a page could not be read', async () => {
    await browser.localStore.set(SETTINGS_KEY, { version: 'broken' });
    const other = new FakePage(browser.startWorker());
    other.link.send({ type: 'app/open' });
    await other.until(({ draft }) => draft.problem !== undefined);
    other.link.send({ type: 'draft/change', draft: { redaction: redactionOf('', '') } });
    const { draft } = await other.until((state) => state.draft.redaction !== undefined);
    expect(draft.problem?.code).toBe('settings-invalid');
    other.link.send({ type: 'draft/change', draft: { question: 'Why?' } });
    const { draft: next } = await other.until((state) => state.draft.question === 'Why?');
    expect(next.problem).toBeUndefined();
  });
});
