/**
 * `npm start`: builds, starts relay, gateway and ledger on loopback, and opens a browser with the
 * extension on a sample page, set up to use them. Without a display it makes one real ask by itself,
 * prints what it read from the popup and the database, and ends.
 */
import { join } from 'node:path';
import { startStack } from '../stack/stack.ts';
import { buildProduct, deskFolder, makeDeskBuild } from './desk-build.ts';
import { launchChromium, type Chromium } from './drive/chromium.ts';
import { readStore } from './drive/kept.ts';
import {
  measurementOf,
  openPopupOn,
  sendQuickAction,
  STATES,
  waitForEnclave,
  waitForEnd,
} from './drive/one-ask.ts';
import { servePages } from './drive/page-server.ts';
import { changeSettings, deskSettings } from './drive/settings.ts';
import { isRecord } from './json.ts';
import { modelServer } from './model-server.ts';
import { ROOT } from './run-program.ts';
import { samplePage, sampleText } from './sample/page.ts';

const undo: (() => Promise<void>)[] = [];

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some(
    (name) => name !== undefined && name !== '',
  );
}

async function openDesk(isHeaded: boolean): Promise<{ chromium: Chromium; pageUrl: string }> {
  const stack = await startStack({ folder: join(ROOT, '.stack'), ...modelServer() });
  undo.push(() => stack.close());
  console.log(`relay: ${stack.relayUrl}`);
  console.log(`development root: ${stack.developmentRootPath}`);
  const pages = await servePages({ '/': samplePage(sampleText()) });
  undo.push(() => pages.close());
  const chromium = await launchChromium({ extension: deskFolder('chrome'), isHeaded });
  undo.push(() => chromium.close());
  const settings = await chromium.openOwnPage('popup.html');
  await changeSettings(settings, deskSettings(stack));
  await settings.close();
  return { chromium, pageUrl: pages.url };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The ask is reported only if the database holds it as the popup shows it. */
async function checkKept(chromium: Chromium, states: Record<string, string>): Promise<void> {
  const asks = await readStore(chromium, 'asks');
  const kept = asks.map((ask) => ask['states']).find(isRecord);
  if (asks.length !== 1 || kept === undefined)
    throw new Error('the database does not hold the ask');
  const settled = ['settlement'];
  const different = STATES.find((name) => !settled.includes(name) && kept[name] !== states[name]);
  if (different !== undefined) throw new Error(`popup and database differ in "${different}"`);
}

async function askOnce(chromium: Chromium, pageUrl: string): Promise<void> {
  const page = await chromium.browser.newPage();
  await page.goto(pageUrl);
  const popup = await openPopupOn(chromium, page, 'article');
  await waitForEnclave(popup);
  await sendQuickAction(popup, 'summarise');
  const { phase, answer, states } = await waitForEnd(popup, 120_000);
  if (phase !== 'done') throw new Error(`the ask ended as ${phase}`);
  const pcr0 = await measurementOf(popup);
  await checkKept(chromium, states);
  const screenshot = join(ROOT, '.output', 'start.png');
  await popup.screenshot({ path: screenshot });
  console.log(`answer: ${oneLine(answer)}`);
  console.log(`PCR0: ${pcr0}`);
  console.log(`proof: ${STATES.map((name) => `${name}=${states[name]}`).join(' ')}`);
  console.log(`screenshot: ${screenshot}`);
}

/** Stays until the person closes the browser. */
async function stayOpen(chromium: Chromium, pageUrl: string): Promise<void> {
  const page = await chromium.browser.newPage();
  await page.goto(pageUrl);
  console.log(`sample page: ${pageUrl}`);
  console.log(
    'Select some text there and click the Sotto button. Close the browser or press Ctrl-C to end.',
  );
  await new Promise<void>((resolve) => chromium.browser.once('disconnected', () => resolve()));
}

async function cleanUp(): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step().catch(() => undefined);
}

async function main(): Promise<void> {
  const isHeaded = hasDisplay();
  await buildProduct('chrome');
  makeDeskBuild('chrome');
  const { chromium, pageUrl } = await openDesk(isHeaded);
  await (isHeaded ? stayOpen : askOnce)(chromium, pageUrl);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void cleanUp().then(() => process.exit(signal === 'SIGINT' ? 0 : 143));
  });
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await cleanUp();
}
// Whatever a library left open must not keep a finished command from ending.
process.exit();
