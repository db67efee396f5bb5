import { beforeEach, describe, expect, it } from 'vitest';
import { viewOfCode } from '../../lib/ask/index.ts';
import { toolbarStateOf } from '../../lib/ask/toolbar.ts';
import { eventually } from '../fakes/eventually.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { ask, enclave } from '../fakes/views.ts';

describe('the toolbar button', () => {
  it('claims nothing before anybody has looked', () => {
    expect(toolbarStateOf(null, { phase: 'unset' })).toBe('plain');
  });

  it('is busy while an enclave is checked or an ask runs, whatever the enclave', () => {
    expect(toolbarStateOf(null, { phase: 'checking' })).toBe('busy');
    const running = ask({ phase: 'streaming' });
    expect(toolbarStateOf(running, { phase: 'refused' })).toBe('busy');
  });

  it('is ready for a verified enclave, also after an ask that failed', () => {
    const failed = ask({ phase: 'failed', error: viewOfCode('model-busy') });
    expect(toolbarStateOf(failed, enclave())).toBe('ready');
  });

  it('tells a refused enclave from a way that does not lead there', () => {
    const over = (code: string) =>
      toolbarStateOf(null, { phase: 'refused', error: viewOfCode(code) });
    expect(over('measurement-unknown')).toBe('blocked');
    expect(over('key-config-differs')).toBe('blocked');
    expect(over('relay-unreachable')).toBe('offline');
    expect(over('relay-permission-missing')).toBe('offline');
    const unset = { phase: 'unset' as const, error: viewOfCode('relay-unset') };
    expect(toolbarStateOf(null, unset)).toBe('offline');
  });
});

describe('the toolbar button under an alarm', () => {
  const alarm = { id: 'log/one', error: viewOfCode('log-split-view'), atMs: 1, isOver: false };

  it('says so before the enclave, and after an ask that runs', () => {
    expect(toolbarStateOf(null, enclave(), [alarm])).toBe('alarm');
    expect(toolbarStateOf(null, { phase: 'refused' }, [alarm])).toBe('alarm');
    expect(toolbarStateOf(ask({ phase: 'streaming' }), enclave(), [alarm])).toBe('busy');
  });
});

describe('the desk', () => {
  let browser: FakeBrowser;
  beforeEach(async () => {
    browser = await FakeBrowser.start();
  });

  it('shows each state once, from looking to ready to asking and back', async () => {
    const page = new FakePage(browser.startWorker());
    await page.ready();
    expect(browser.icons).toEqual(['plain', 'busy', 'ready']);
    page.link.send({ type: 'ask/start' });
    await page.until(({ ask: running }) => running?.phase === 'done');
    await eventually(() => expect(browser.icons.slice(3)).toEqual(['busy', 'ready']));
  });

  it('tells of a relay that may not be reached', async () => {
    browser.mayReach = false;
    const page = new FakePage(browser.startWorker());
    page.link.send({ type: 'app/open' });
    await page.until((state) => state.enclave.phase === 'refused');
    expect(browser.icons.at(-1)).toBe('offline');
  });
});
