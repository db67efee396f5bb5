import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/rules/**', 'test/e2e/**', 'node_modules/**'],
    sequence: { shuffle: { files: true, tests: true } },
    testTimeout: 30_000,
  },
});
