import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Kinds of tests, one after the other by what they need. Most wait more than they work (for a socket, a browser, a lease), so there
// are more workers than the two cores that may be all there is. Where `isolate` is false, the files that a worker runs share what
// they import: server and Chromium are read and started once, not a hundred times. So no module may keep what a test did to it.

/** Those of the torture that wait for minutes and hardly work, the longest first. */
const PATIENT = ['stalled', 'visits', 'reader', 'proxies', 'storm'].map((name) => `torture/${name}.test.ts`);

/** Those before all others, so that at the end nothing is left that waits; the others as usual. */
class PatientFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = PATIENT.findIndex((file) => moduleId.endsWith(file));
      return place < 0 ? PATIENT.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: PatientFirst },
    projects: [
      {
        test: {
          name: 'node',
          include: ['{server,demo,scripts,dashboard,tracker,bench}/**/*.test.ts'],
          exclude: ['**/test/browser/**', '**/container.test.ts', '**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 3,
          isolate: false,
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
          expect: { poll: { timeout: 10_000 } }, // whether it comes at all; how soon is what appears() and shows() judge
          maxWorkers: 3,
          isolate: false,
          sequence: { groupOrder: 3 },
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
          maxWorkers: 2,
          sequence: { groupOrder: 4 },
        },
      },
      // Beside each other, as both hardly work: pages that wait for their own timers, and experiments that wait for minutes.
      {
        test: {
          name: 'tracker',
          include: ['tracker/test/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 4,
          isolate: false,
          sequence: { groupOrder: 5 },
        },
      },
      {
        test: {
          name: 'patience',
          include: PATIENT,
          testTimeout: 240_000,
          hookTimeout: 60_000,
          maxWorkers: 4,
          sequence: { groupOrder: 5 },
        },
      },
    ],
  },
});
