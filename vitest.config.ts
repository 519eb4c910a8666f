import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/closing-line-reporter.ts'],
    // A first start of the embedded database, of Chromium or of a Postgres takes seconds.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
