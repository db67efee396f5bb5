/**
 * Builds `.output/verify.html`: the proof checker as one file that works from a disk without any network. Its policy
 * allows exactly the one script and the one style that stand in it, by their hashes, and nothing else.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './run-program.ts';

const FOLDER = join(ROOT, 'scripts', 'offline-page');
const OFFLINE_PAGE = join(ROOT, '.output', 'verify.html');

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

async function script(): Promise<string> {
  const built = await build({
    entryPoints: [join(FOLDER, 'page.ts')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome137', 'firefox142'],
    charset: 'ascii',
    write: false,
  });
  // Nothing in the script may end it early for the parser of HTML.
  return (built.outputFiles[0]?.text ?? '').replaceAll('</', '<\\/');
}

export async function buildOfflinePage(): Promise<string> {
  const parts = {
    script: await script(),
    style: readFileSync(join(FOLDER, 'page.css'), 'utf8'),
  };
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(parts.script)}`,
    `style-src ${hashOf(parts.style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const html = readFileSync(join(FOLDER, 'page.html'), 'utf8')
    .replace('{{policy}}', () => policy)
    .replace('<style></style>', () => `<style>${parts.style}</style>`)
    .replace('<script></script>', () => `<script>${parts.script}</script>`);
  mkdirSync(join(ROOT, '.output'), { recursive: true });
  writeFileSync(OFFLINE_PAGE, html);
  return OFFLINE_PAGE;
}
