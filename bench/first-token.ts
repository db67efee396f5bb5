/**
 * How long a person waits for the first word: through extension, relay and gateway, padded, against a
 * direct streaming fetch of the same model server from the same browser. Both in one run, by turns.
 */
import { buildDesk } from '../scripts/desk-build.ts';
import { deskSettings } from '../scripts/drive/settings.ts';
import { openBrowser, startServers } from '../test/e2e/support/desk.ts';
import { median } from './median.ts';
import type { Row, RowSource } from './row.ts';

const FIRST_TOKEN_MS = 200;
/** Closer than a person's, so that the cover behind one answer is over before the next question without a long wait. */
const BEAT_MS = 50;
const BAR = 1.1;

const BODY = JSON.stringify({
  model: 'test-model',
  stream: true,
  messages: [{ role: 'user', content: 'Why did nothing crack?' }],
});

function direct(modelUrl: string): string {
  return `(async () => {
    const startedAt = performance.now();
    const response = await fetch('${modelUrl}/chat/completions', { method: 'POST', body: ${JSON.stringify(BODY)} });
    await response.body.getReader().read();
    return performance.now() - startedAt;
  })()`;
}

/** From Send on the port to the first text that the page gets. */
const SEALED = `(async () => {
  const port = chrome.runtime.connect({ name: 'sotto' });
  const next = (isWanted) => new Promise((resolve) => {
    const listen = (message) => {
      if (!isWanted(message)) return;
      port.onMessage.removeListener(listen);
      resolve(performance.now());
    };
    port.onMessage.addListener(listen);
  });
  const ready = next(({ enclave, draft }) => enclave?.phase === 'ready' && draft.question !== '');
  port.postMessage({ type: 'app/open' });
  port.postMessage({ type: 'draft/change', draft: { question: 'Why did nothing crack?' } });
  await ready;
  // The context for the next question is prepared while the person writes.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const first = next(({ type, ask }) => type === 'ask/text' || (ask?.phase === 'streaming' && ask.answerText !== ''));
  // Each ask alone: on HTTP/1.1 a browser opens six connections, and an answer keeps its own while cover comes.
  const done = next(({ ask }) => ask?.phase === 'done' && ask.proof.answered === 'complete');
  const startedAt = performance.now();
  port.postMessage({ type: 'ask/start' });
  const took = (await first) - startedAt;
  await done;
  port.disconnect();
  return took;
})()`;

function ratesOf(bareMs: number, sealedMs: number): Row[] {
  const ratio = sealedMs / bareMs;
  const wait = { bar: null, unit: 'ms', met: true };
  return [
    {
      name: 'first token: sealed, against direct',
      ...{ value: ratio, bar: BAR, unit: '× direct', met: ratio <= BAR },
    },
    { name: 'first token: direct, model takes 200 ms', value: bareMs, ...wait },
    { name: 'first token: sealed', value: sealedMs, ...wait },
  ];
}

export const rows: RowSource = async ({ quick }): Promise<readonly Row[]> => {
  await buildDesk('chrome');
  const servers = await startServers(BEAT_MS);
  servers.model.say('Because it rose slowly.', { firstMs: FIRST_TOKEN_MS });
  const chromium = await openBrowser({
    ...deskSettings(servers.stack),
    // The bench speaks to the worker without a page that finds what to hide.
    redaction: { kinds: [], words: [] },
  });
  try {
    const page = await chromium.openOwnPage('popup.html');
    const bare: number[] = [];
    const sealed: number[] = [];
    // The first of each warms connections up and is not counted.
    for (let turn = 0; turn <= (quick ? 2 : 16); turn += 1) {
      bare.push(Number(await page.evaluate(direct(servers.model.url))));
      sealed.push(Number(await page.evaluate(SEALED)));
    }
    const [bareMs, sealedMs] = [median(bare.slice(1)), median(sealed.slice(1))];
    return ratesOf(bareMs, sealedMs);
  } finally {
    await chromium.close();
    await servers.close();
  }
};
