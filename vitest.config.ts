import { defineConfig } from 'vitest/config';

// Three kinds of tests, one after the other by what they need: unit and integration tests side by side; browser tests one
// file at a time, since each drives a Chromium and two cores are all there may be.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['{server,demo,scripts,dashboard,tracker}/**/*.test.ts'],
          exclude: ['**/test/browser/**', '**/node_modules/**'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['e2e/**/*.test.ts', 'tracker/test/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
