/**
 * What some code weighs once bundled: everything it reaches, our own shared folders included, minified by esbuild for
 * the browsers we build for, and compressed by gzip -9. Nothing is left out, and nothing else is in it.
 */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** @param contents A module, its imports relative to the root of the repository. */
export async function weightOf(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: join(import.meta.dirname, '..'), loader: 'ts' },
    ...{ bundle: true, minify: true, write: false, format: 'esm', target: 'es2024' },
  });
  const [file] = outputFiles;
  if (file === undefined || file.contents.length === 0) throw new Error('an empty bundle');
  return gzipSync(file.contents, { level: 9 }).length;
}
