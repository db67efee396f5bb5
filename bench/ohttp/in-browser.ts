/** Runs the bundled bench in a worker of a real browser, on a page that nothing else is on. */
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { launch } from 'puppeteer-core';
import { findBrowser, type BrowserName } from '../../scripts/find-browser.ts';
import { isAddress } from '../../scripts/drive/page-server.ts';
import { isRecord } from '../../scripts/json.ts';
import type { Effort, Figures } from './figures.ts';

/** Isolated, because a page's clock is coarser otherwise: 1 ms in Firefox. */
const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

const RUN = `(effort) => new Promise((resolve) => {
  const worker = new Worker('/worker.js');
  worker.onmessage = (event) => resolve(event.data);
  worker.onerror = (event) => resolve({ error: event.message });
  worker.postMessage(effort);
})`;

export async function figuresIn(name: BrowserName, effort: Effort): Promise<Figures> {
  const bundle = await build({
    entryPoints: [new URL('./worker.ts', import.meta.url).pathname],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2023',
    write: false,
  });
  const code = bundle.outputFiles[0]?.text ?? '';
  const server = createServer((request, response) => {
    const isWorker = request.url === '/worker.js';
    const type = isWorker ? 'text/javascript' : 'text/html';
    response.writeHead(200, { ...HEADERS, 'content-type': type });
    response.end(isWorker ? code : '<!doctype html><title>bench</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const address = server.address();
    if (!isAddress(address)) throw new Error('no port');
    return await runIn(name, `http://127.0.0.1:${String(address.port)}/`, effort);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function runIn(name: BrowserName, url: string, effort: Effort): Promise<Figures> {
  const browser = await launch({
    ...(name === 'firefox' ? { browser: 'firefox' as const } : { pipe: true }),
    executablePath: await findBrowser(name),
    headless: true,
    protocolTimeout: 600_000,
    args: name === 'chromium' && process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    const result: unknown = await page.evaluate(`(${RUN})(${JSON.stringify(effort)})`);
    if (!isRecord(result) || !isFigures(result['figures'])) {
      throw new Error(`${name}: ${JSON.stringify(result)}`);
    }
    return result['figures'];
  } finally {
    await browser.close();
  }
}

function isFigures(value: unknown): value is Figures {
  return isRecord(value) && isRecord(value['client2KiB']) && typeof value['x25519'] === 'number';
}
