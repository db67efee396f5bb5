import { beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../lib/settings/index.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';

let browser: FakeBrowser;
let page: FakePage;

beforeEach(async () => {
  browser = await FakeBrowser.start();
  page = new FakePage(browser.startWorker());
  await page.ready();
});

describe('settings from a page', () => {
  it('are taken whole or not at all when the browser denies the new relay', async () => {
    const before = browser.enclave.settings;
    browser.mayReach = false;
    const relayUrl = 'http://127.0.0.1:9999';
    const settings = { ...before, relayUrl, padding: 'strict' as const };
    page.link.send({ type: 'settings/write', settings });
    const answer = await page.message('settings/state');
    expect(answer.error).toEqual({ code: 'relay-permission-missing', advice: 'fix-settings' });
    expect(answer.settings).toEqual(before);
    expect(await readSettings(browser.localStore)).toEqual(before);
  });

  it('are taken as soon as the relay may be reached', async () => {
    const relayUrl = 'http://127.0.0.1:9999';
    page.link.send({ type: 'settings/write', settings: { ...browser.enclave.settings, relayUrl } });
    const answer = await page.message('settings/state');
    expect(answer.error).toBeUndefined();
    expect((await readSettings(browser.localStore)).relayUrl).toBe(relayUrl);
  });

  it('of another kind are taken also while the relay may not be reached', async () => {
    browser.mayReach = false;
    const settings = { ...browser.enclave.settings, keepHistory: false };
    page.link.send({ type: 'settings/write', settings });
    const answer = await page.message('settings/state');
    expect(answer.error).toBeUndefined();
    expect(answer.settings.keepHistory).toBe(false);
  });
});

describe('the model of one question', () => {
  it('is shown in what leaves, and asked for, before the choice of the settings', async () => {
    page.link.send({ type: 'draft/change', draft: { model: 'no-such-model' } });
    const state = await page.until(({ draft }) => draft.model === 'no-such-model');
    // Not on offer: what would be sealed names the one that is.
    expect(state.leaves?.plaintext).toContain(`"model":"${state.enclave.models?.[0]?.id ?? ''}"`);
    page.link.send({ type: 'ask/start' });
    const { ask } = await page.until((each) => each.ask?.error !== undefined);
    expect(ask?.error?.code).toBe('model-unknown');
    expect(ask?.model).toBe('no-such-model');
  });
});

describe('the enclave of an ask', () => {
  it('stays as it was when the enclave is looked at again', async () => {
    page.link.send({ type: 'ask/start' });
    const before = await page.until(({ ask }) => ask?.phase === 'done');
    const { evidenceTimeMs } = before.ask?.enclave ?? {};
    expect(evidenceTimeMs).toBeDefined();
    browser.clock.advance(60_000);
    page.link.send({ type: 'enclave/recheck' });
    const after = await page.until(
      ({ enclave }) => enclave.phase === 'ready' && enclave.evidenceTimeMs !== evidenceTimeMs,
    );
    expect(after.ask?.enclave?.evidenceTimeMs).toBe(evidenceTimeMs);
  });

  it('is the refused one of an ask that was refused', async () => {
    const other = new FakePage(browser.startWorker());
    browser.mayReach = false;
    other.link.send({ type: 'ask/start' });
    const { ask } = await other.until((state) => state.ask?.phase === 'refused');
    expect(ask?.enclave?.error?.code).toBe('relay-permission-missing');
  });
});
