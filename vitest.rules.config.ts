import { defineConfig } from 'vitest/config';

/** The promises that the repository checks about itself; test/rules/built reads what the build wrote. */
export default defineConfig({
  test: {
    include: ['test/rules/**/*.test.ts'],
    testTimeout: 60_000,
    maxWorkers: '100%',
    isolate: false,
  },
});
