/** What lib/ohttp weighs in a bundle, with everything that it brings along, in kB after gzip. */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const CLIENT = [
  ...['parseKeyConfigs', 'chooseKeyConfig', 'prepareSeal', 'paddingFor', 'encodeRequest'],
  ...['ResponseParser', 'decodeResponse', 'MEDIA', 'mediaTypeIs', 'PRODUCT_SUITE'],
].join(', ');
const GATEWAY =
  'createGatewayKey, openRequest, encodeKeyConfigs, decodeRequest, encodeResponse, ResponseWriter';
const INDEX = 'lib/ohttp/index.ts';

const BUNDLES = {
  'client, fixed suite': [`export { ${CLIENT} } from './${INDEX}'`],
  'both roles, fixed suite': [`export { ${CLIENT}, ${GATEWAY} } from './${INDEX}'`],
  'everything, both AEADs': [`export * from './${INDEX}'`],
  'client with the hybrid': [
    `export { ${CLIENT} } from './${INDEX}'`,
    `export { HYBRID_SUITE } from './lib/ohttp/hybrid/index.ts'`,
  ],
} as const;

export async function weights(): Promise<Record<keyof typeof BUNDLES, number>> {
  const weigh = async (lines: readonly string[]): Promise<number> => {
    const { outputFiles } = await build({
      stdin: { contents: lines.join('\n'), resolveDir: new URL('../..', import.meta.url).pathname },
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      write: false,
    });
    return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length / 1000;
  };
  return {
    'client, fixed suite': await weigh(BUNDLES['client, fixed suite']),
    'both roles, fixed suite': await weigh(BUNDLES['both roles, fixed suite']),
    'everything, both AEADs': await weigh(BUNDLES['everything, both AEADs']),
    'client with the hybrid': await weigh(BUNDLES['client with the hybrid']),
  };
}
