import { defineConfig } from 'vitest/config';

// Kinds of tests, one after the other by what they need: unit and integration tests side by side; the container; browser tests one
// file at a time, since each drives a Chromium and two cores are all there may be; the tracker's; and the torture.

/** Those of the torture that wait for minutes and hardly work: side by side. */
const PATIENT = ['reader', 'stalled', 'storm', 'proxies'].map((name) => `torture/${name}.test.ts`);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['{server,demo,scripts,dashboard,tracker,bench}/**/*.test.ts'],
          exclude: ['**/test/browser/**', '**/container.test.ts', '**/node_modules/**'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Installs and builds as the image does, which takes both cores for a while.
        test: {
          name: 'container',
          include: ['server/container.test.ts'],
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        // The tracker's waits for its own timers more than it works.
        test: {
          name: 'tracker',
          include: ['tracker/test/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 4 },
        },
      },
      {
        // The short version of every experiment of `npm run torture`: each loads the machine, so one after the other.
        test: {
          name: 'torture',
          include: ['torture/**/*.test.ts'],
          exclude: PATIENT,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 5 },
        },
      },
      {
        test: {
          name: 'patience',
          include: PATIENT,
          testTimeout: 240_000,
          hookTimeout: 60_000,
          maxWorkers: PATIENT.length,
          sequence: { groupOrder: 6 },
        },
      },
    ],
  },
});
