import { defineConfig } from 'vitest/config';

/** Real browsers, one at a time: two of them on two cores would only measure each other. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    maxWorkers: 1,
    passWithNoTests: false,
  },
});
