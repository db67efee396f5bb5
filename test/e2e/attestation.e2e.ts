/** The whole set of attestation vectors inside a worker of a real browser: the engines' WebCrypto, not Node's. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { launch, type Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servePages, type PageServer } from '../../scripts/drive/page-server.ts';
import { findBrowser } from '../../scripts/find-browser.ts';
import { isRecord, readJson, type JsonRecord } from '../../scripts/json.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
const FOLDER = resolve(ROOT, process.env['SOTTO_VECTORS'] ?? '../shared/vectors', 'attestation');
const WHOLE_SET = 371;

/** The runner's JSON helpers can read files too; in a browser nothing asks them to. */
const noFileSystem: Plugin = {
  name: 'no-file-system',
  setup: (plugin) => {
    plugin.onResolve({ filter: /^node:fs$/ }, () => ({ path: 'fs', namespace: 'nothing' }));
    plugin.onLoad({ filter: /./, namespace: 'nothing' }, () => ({
      contents: 'export const readFileSync = undefined;',
    }));
  },
};

async function workerSource(): Promise<string> {
  const built = await build({
    entryPoints: [join(import.meta.dirname, 'support', 'attestation-worker.ts')],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    write: false,
    plugins: [noFileSystem],
  });
  return built.outputFiles[0]?.text ?? '';
}

const PAGE = `<!doctype html><title>conformance</title><script>
const worker = new Worker('/worker.js');
worker.onmessage = ({ data }) => { window.answer = data; };
worker.onerror = ({ message }) => { window.answer = { error: message }; };
fetch('/vectors.json').then((r) => r.json()).then((given) => worker.postMessage(given));
</script>`;

/** Every file of the folder, in base64, beside the index. */
function vectors(): { index: unknown; files: Record<string, string> } {
  const files: Record<string, string> = {};
  for (const path of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })) {
    const absolute = join(FOLDER, path);
    if (statSync(absolute).isFile()) {
      files[path.replaceAll('\\', '/')] = readFileSync(absolute).toString('base64');
    }
  }
  return { index: readJson(join(FOLDER, 'index.json')), files };
}

let server: PageServer;

beforeAll(async () => {
  if (!existsSync(join(FOLDER, 'index.json'))) {
    throw new Error(`no attestation vectors: set SOTTO_VECTORS (looked in ${FOLDER})`);
  }
  server = await servePages({
    '/': PAGE,
    '/worker.js': { body: await workerSource(), type: 'text/javascript' },
    '/vectors.json': { body: JSON.stringify(vectors()), type: 'application/json' },
  });
});

afterAll(async () => {
  await server.close();
});

async function start(name: 'chromium' | 'firefox'): Promise<Browser> {
  const executablePath = await findBrowser(name);
  if (name === 'firefox') return launch({ browser: 'firefox', executablePath, headless: true });
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return launch({ executablePath, args });
}

async function outcomesIn(browser: Browser): Promise<JsonRecord> {
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.waitForFunction('window.answer !== undefined', { timeout: 150_000 });
  const answer: unknown = await page.evaluate('window.answer');
  if (!isRecord(answer)) throw new Error('the worker answered nothing');
  return answer;
}

describe('attestation vectors in a worker', () => {
  it.each(['chromium', 'firefox'] as const)(
    'of %s pass, every one',
    async (name) => {
      const browser = await start(name);
      try {
        const { isWorker, outcomes, error } = await outcomesIn(browser);
        expect(error).toBeUndefined();
        expect(isWorker).toBe(true);
        const list = Array.isArray(outcomes) ? outcomes.filter(isRecord) : [];
        expect(list.filter(({ ok }) => ok !== true)).toEqual([]);
        expect(list.length).toBeGreaterThanOrEqual(WHOLE_SET);
      } finally {
        await browser.close();
      }
    },
    180_000,
  );
});
