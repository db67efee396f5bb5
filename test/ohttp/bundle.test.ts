/** What a bundle of lib/ohttp holds and weighs: no test hook, no curve, no hybrid unless asked for. */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../..', import.meta.url).pathname;

async function bundle(contents: string): Promise<{ inputs: string[]; gzipBytes: number }> {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT },
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {}).filter(
    ([, { bytesInOutput }]) => bytesInOutput > 0,
  );
  return {
    inputs: inputs.map(([path]) => path),
    gzipBytes: gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length,
  };
}

const CLIENT = [
  ...['PRODUCT_SUITE', 'parseKeyConfigs', 'chooseKeyConfig', 'prepareSeal', 'paddingFor'],
  ...['encodeRequest', 'ResponseParser', 'MEDIA', 'mediaTypeIs'],
].join(', ');

describe('a bundle', () => {
  it('of everything in index.ts reaches no test hook, no other door and no package, in 14 kB', async () => {
    const { inputs, gzipBytes } = await bundle(`export * from './lib/ohttp/index.ts'`);
    expect(inputs.length).toBeGreaterThan(15);
    expect(
      inputs.filter((path) => !/^lib\/(ohttp\/[^/]+|bytes\/.*|errors\/.*)$/.test(path)),
    ).toEqual([]);
    expect(gzipBytes).toBeLessThanOrEqual(14_000);
  });

  it('of the client with the fixed suite has no AES and weighs at most 10 kB', async () => {
    const { inputs, gzipBytes } = await bundle(`export { ${CLIENT} } from './lib/ohttp/index.ts'`);
    expect(inputs).not.toContain('lib/ohttp/aes-gcm.ts');
    expect(gzipBytes).toBeLessThanOrEqual(10_000);
  });

  it('with the hybrid brings ML-KEM along and no curve', async () => {
    const { inputs } = await bundle(`export { HYBRID_SUITE } from './lib/ohttp/hybrid/index.ts'`);
    expect(inputs.some((path) => path.includes('post-quantum'))).toBe(true);
    expect(
      inputs.filter((path) =>
        /interop|ohttp\/noble|curves\/(ed25519|abstract\/(edwards|montgomery))/.test(path),
      ),
    ).toEqual([]);
  });
});
