/**
 * `npm start`: builds, starts relay, gateway and ledger on loopback, and opens a browser with the
 * extension on a sample page, set up to use them. Without a display it makes one real ask by itself,
 * prints what it read from the popup and the database, and ends. `npm start -- --opengradient` also starts the emulated
 * OpenGradient network and fills it into the settings.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { startStack, type Stack } from '../stack/stack.ts';
import { buildDesk, deskFolder } from './desk-build.ts';
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
import { offerOpengradient } from './drive/opengradient.ts';
import { servePages } from './drive/page-server.ts';
import { exportProof, waitForSettlement } from './drive/proof-file.ts';
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

interface Desk {
  chromium: Chromium;
  stack: Stack;
  pageUrl: string;
}

async function openDesk(isHeaded: boolean): Promise<Desk> {
  const stack = await startStack({ folder: join(ROOT, '.stack'), ...modelServer() });
  undo.push(() => stack.close());
  console.log(`relay: ${stack.relayUrl}`);
  console.log(`development root: ${stack.developmentRootPath}`);
  console.log(`witness: ${stack.witnessKey}`);
  const pages = await servePages({ '/': samplePage(sampleText()) });
  undo.push(() => pages.close());
  const chromium = await launchChromium({
    extension: deskFolder('chrome'),
    firstPage: 'welcome.html',
    isHeaded,
  });
  undo.push(() => chromium.close());
  const settings = await chromium.openOwnPage('popup.html');
  await changeSettings(settings, deskSettings(stack));
  if (process.argv.includes('--opengradient')) await offerNetwork(settings);
  await settings.close();
  return { chromium, stack, pageUrl: pages.url };
}

/** The emulated OpenGradient network, filled in and connected: in the settings it only has to be chosen. */
async function offerNetwork(settings: Page): Promise<void> {
  const { startOpengradient } = await import('../stack/opengradient/start-opengradient.ts');
  const network = await startOpengradient({ folder: join(ROOT, '.stack', 'opengradient') });
  undo.push(() => network.close());
  const settling = setInterval(() => void network.settleNow().catch(() => undefined), 15_000);
  settling.unref();
  await offerOpengradient(settings, network);
  console.log(`OpenGradient (emulated), to be chosen in the settings: ${network.relayUrl}`);
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

async function askOnce(desk: Desk): Promise<void> {
  const { chromium, pageUrl } = desk;
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
  console.log(`proof file: ${await writeProofFile(desk)}`);
}

/** The ask's own proof, as the product hands it over, once its receipt is in the log. */
async function writeProofFile({ chromium, stack }: Desk): Promise<string> {
  const [kept] = await readStore(chromium, 'asks');
  const id = kept?.['id'];
  if (typeof id !== 'string') throw new Error('the database does not hold the ask');
  await stack.settle();
  await waitForSettlement(chromium, id);
  const path = join(ROOT, '.output', 'start.proof.json');
  writeFileSync(path, await exportProof(chromium, id, true));
  return path;
}

/** Stays until the person closes the browser. */
async function stayOpen({ chromium, pageUrl }: Desk): Promise<void> {
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
  await buildDesk('chrome');
  await (isHeaded ? stayOpen : askOnce)(await openDesk(isHeaded));
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
