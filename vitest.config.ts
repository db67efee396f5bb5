import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/rules/**', 'test/e2e/**', 'node_modules/**'],
    sequence: { shuffle: { files: true, tests: true } },
    testTimeout: 30_000,
    // Tests wait for states: a second, as it is by itself, would be a time that a busy machine does not keep.
    expect: { poll: { timeout: 15_000 } },
    // Some tests wait for programs and beats: three for two cores leave none of them idle.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
  },
});
