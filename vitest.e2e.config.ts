import { defineConfig } from 'vitest/config';

/** Real browsers, three at a time: a test of theirs waits more than it works. None of them measures anything. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 3,
    // What a test may disturb is in its browser and its servers, which each file starts anew.
    isolate: false,
    passWithNoTests: false,
  },
});
