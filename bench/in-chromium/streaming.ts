/**
 * What a long answer costs while it streams into the popup of a real Chromium: its longest frame, and the share of a core
 * that the extension's own processes take.
 */
import type { CDPSession, Page } from 'puppeteer-core';
import { openBrowser, type Servers } from '../../test/e2e/support/desk.ts';
import { isRecord } from '../../scripts/json.ts';
import { atMost, plainRow, type Row } from '../row.ts';
import { median } from '../median.ts';

const TOKENS = 2000;
const TOKEN_MS = 8;
const ANSWERS = 3;

/** Paragraphs, lists and code, as answers have them: the renderer's usual work. */
function answerOf(tokens: number): string {
  const words = Array.from({ length: tokens }, (_, index) => {
    if (index % 120 === 119) return 'so.\n\n- a point of `code`:';
    return index % 40 === 39 ? 'end.\n\n' : 'answering'.slice(0, 2 + (index % 6));
  });
  return `${words.join(' ')} done`;
}

const ASK = `(async () => {
  globalThis.longestMs = 0;
  globalThis.askedAtMs = Infinity;
  new PerformanceObserver((list) => {
    // The frame in which the page itself was drawn may end, and be told of, only now.
    const later = list.getEntries().filter(({ startTime }) => startTime >= globalThis.askedAtMs);
    for (const { duration } of later) longestMs = Math.max(longestMs, duration);
  }).observe({ type: 'long-animation-frame' });
  const port = chrome.runtime.connect({ name: 'sotto' });
  const next = (isWanted) => new Promise((resolve) => {
    const listener = (message) => {
      if (!isWanted(message)) return;
      port.onMessage.removeListener(listener);
      resolve();
    };
    port.onMessage.addListener(listener);
  });
  const ready = next(({ enclave, draft }) => enclave?.phase === 'ready' && draft.question !== '');
  port.postMessage({ type: 'app/open' });
  port.postMessage({ type: 'draft/change', draft: { question: 'Tell me all of it.' } });
  await ready;
  globalThis.askedAtMs = performance.now();
  port.postMessage({ type: 'ask/start' });
})()`;

/** Seconds of computing by all processes that draw pages or run workers, since they began. */
async function computedS(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const own = processInfo.filter(({ type }) => type === 'renderer');
  return own.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

async function waitForPhase(page: Page, phases: string): Promise<void> {
  const isThere = `/^(${phases})$/.test(document.querySelector('[data-testid="app"]')?.dataset.phase)`;
  await page.waitForFunction(isThere, { timeout: 90_000, polling: 100 });
}

interface Streamed {
  readonly longestMs: number;
  /** Of one core. */
  readonly share: number;
}

async function streamed(servers: Servers, tokens: number): Promise<Streamed> {
  const noFinder = { redaction: { kinds: [], words: [] } };
  const chromium = await openBrowser({ ...servers.settings, ...noFinder });
  try {
    const page = await chromium.openOwnPage('popup.html');
    await page.bringToFront();
    const session = await chromium.browser.target().createCDPSession();
    await page.evaluate(ASK);
    await waitForPhase(page, 'streaming');
    const [before, startedAt] = [await computedS(session), performance.now()];
    await waitForPhase(page, 'done|failed|interrupted');
    const seconds = (performance.now() - startedAt) / 1000;
    const share = ((await computedS(session)) - before) / seconds;
    const seen: unknown = await page.evaluate(
      `({ longestMs, length: document.querySelector('[data-testid="answer"]')?.textContent.length })`,
    );
    if (!isRecord(seen) || Number(seen['length']) < tokens * 2) throw new Error('no whole answer');
    return { longestMs: Number(seen['longestMs']), share };
  } finally {
    await chromium.close();
  }
}

/** Each answer in a browser of its own; the machine has work of its own too, so the median of them counts. */
export async function streamingRows(servers: Servers, quick: boolean): Promise<Row[]> {
  const tokens = quick ? 200 : TOKENS;
  servers.model.say(answerOf(tokens), { wordMs: TOKEN_MS, firstMs: 100 });
  const all: Streamed[] = [];
  for (let turn = 0; turn < (quick ? 1 : ANSWERS); turn += 1) {
    all.push(await streamed(servers, tokens));
  }
  const longest = all.map(({ longestMs }) => longestMs);
  const name = `of an answer of ${tokens.toLocaleString('en')} tokens`;
  return [
    atMost(`in Chromium: longest frame ${name} (0: none over 50)`, median(longest), 50, 'ms'),
    plainRow('in Chromium: the longest frame of any of them', Math.max(...longest), 'ms'),
    atMost(
      `in Chromium: share of one core ${name}`,
      median(all.map(({ share }) => share)) * 100,
      30,
      '%',
    ),
  ];
}
