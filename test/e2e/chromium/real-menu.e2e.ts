/**
 * The one test with a real display and real input: the native context menu cannot be clicked headless.
 * Kept to one, and given several tries, because what it clicks on is drawn by the browser itself.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mark, textOf } from '../../../scripts/drive/popup.ts';
import { selectAll } from '../../../scripts/drive/selection.ts';
import { sleep, until } from '../../../scripts/drive/until.ts';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { installPackages, onPath } from '../../../scripts/packages.ts';
import { openBrowser, startServers, visit, type Servers } from '../support/desk.ts';
import { popupPage } from '../support/menu.ts';
import { QUOTE } from '../support/pages.ts';

let display: { name: string; process: ChildProcess };
let servers: Servers;
let chromium: Chromium;

/** Xvfb chooses a free display and tells it on the descriptor that it is given. */
async function startDisplay(): Promise<typeof display> {
  const child = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const number = await new Promise<string>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => reject(new Error('Xvfb ended before it had a display')));
    child.stdio[3]?.on('data', (bytes: Buffer) => resolve(bytes.toString().trim()));
  });
  return { name: `:${number}`, process: child };
}

function xdotool(...args: readonly string[]): void {
  const env = { ...process.env, DISPLAY: display.name };
  const { status, stderr } = spawnSync('xdotool', args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`xdotool ${args.join(' ')}: ${stderr}`);
}

beforeAll(async () => {
  const missing = ['Xvfb', 'xdotool'].filter((program) => onPath(program) === undefined);
  if (missing.length > 0 && !installPackages(['xvfb', 'xauth', 'xdotool'])) {
    throw new Error(
      `${missing.join(' and ')} missing: install xvfb, xauth and xdotool for this test`,
    );
  }
  display = await startDisplay();
  servers = await startServers();
  chromium = await openBrowser(servers.settings, {
    isHeaded: true,
    args: ['--window-position=0,0', '--window-size=1200,850'],
    env: { DISPLAY: display.name },
  });
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
  display.process.kill();
});

it('takes the selection by the real entry of the real context menu', async () => {
  const page = await visit(chromium, servers.pages.url);
  await selectAll(page, '#quote');
  const at = await page.$eval('#quote', (element) => {
    const box = element.getBoundingClientRect();
    const frame = {
      x: window.screenX,
      y: window.screenY + window.outerHeight - window.innerHeight,
    };
    return { x: frame.x + box.x + 60, y: frame.y + box.y + box.height / 2 };
  });
  // Ours is the entry above "Inspect"; how many stand above it differs from one browser to the next.
  const popup = await until(
    async () => {
      xdotool('mousemove', String(Math.round(at.x)), String(Math.round(at.y)), 'click', '3');
      await sleep(700);
      xdotool('key', 'Up');
      xdotool('key', 'Up');
      xdotool('key', 'Return');
      await sleep(1500);
      const found = await popupPage(chromium);
      if (found === undefined) xdotool('key', 'Escape');
      return found;
    },
    { what: 'the popup after the click on the menu', timeoutMs: 40_000 },
  );
  await popup.waitForSelector(mark('quote'));
  expect(await textOf(popup, 'quote')).toBe(QUOTE);
});
