import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/closing-line-reporter.ts'],
    // Not one fewer than there are cores: of two, most tests leave the other idle.
    maxWorkers: '100%',
    // A first start of the embedded database, of Chromium or of a Postgres takes seconds.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
