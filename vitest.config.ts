import { defineConfig } from 'vitest/config';

// Kinds of tests, one after the other by what they need; `patience` is a run of its own in scripts/test.mjs. What judges how soon
// something shows has the machine to itself; the others wait more than they work, so there are more workers than two cores.

/** Those of the torture that wait for minutes and hardly work. */
const PATIENT = ['stalled', 'visits', 'reader', 'proxies', 'storm'].map((name) => `torture/${name}.test.ts`);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['{server,demo,scripts,dashboard,tracker,bench}/**/*.test.ts'],
          exclude: ['**/test/browser/**', '**/container.test.ts', '**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 3,
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
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'tracker',
          include: ['tracker/test/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
        },
      },
      {
        // The short version of every experiment of `npm run torture` that loads the machine.
        test: {
          name: 'torture',
          include: ['torture/**/*.test.ts'],
          exclude: PATIENT,
          testTimeout: 240_000,
          hookTimeout: 60_000,
          maxWorkers: 1,
          sequence: { groupOrder: 5 },
        },
      },
      {
        test: {
          name: 'patience',
          include: PATIENT,
          testTimeout: 240_000,
          hookTimeout: 60_000,
          maxWorkers: 3,
          sequence: { groupOrder: 6 },
        },
      },
    ],
  },
});
