import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findBrowser } from '../../scripts/find-browser.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sotto-finder-'));
  vi.stubEnv('CHROME_PATH', '');
  vi.stubEnv('PUPPETEER_EXECUTABLE_PATH', '');
  vi.stubEnv('FIREFOX_PATH', '');
  vi.stubEnv('PATH', folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A browser as far as the finder asks: it is executable and tells its version. */
function program(name: string, version: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho "${name} ${version}"\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('finding a browser', () => {
  it('takes the choice of the person before the one of the system', async () => {
    const chosen = program('mine', '1.0');
    program('firefox', '150.0');
    vi.stubEnv('FIREFOX_PATH', chosen);
    expect(await findBrowser('firefox')).toBe(chosen);
  });

  it('refuses a choice that is not there instead of looking on', async () => {
    program('firefox', '150.0');
    vi.stubEnv('FIREFOX_PATH', join(folder, 'absent'));
    await expect(findBrowser('firefox')).rejects.toThrow(/FIREFOX_PATH is set to .*absent/);
  });

  it('takes a system browser that is new enough', async () => {
    program('firefox-esr', '128.3');
    const second = program('firefox', '142.0');
    expect(await findBrowser('firefox')).toBe(second);
  });

  it('fails by name, with what was tried and what to do', async () => {
    program('firefox-esr', '128.3');
    await expect(findBrowser('firefox')).rejects.toThrow(/No firefox found\..*142[^]*FIREFOX_PATH/);
  });
});
