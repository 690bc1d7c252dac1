// `npm start`, `npm run demo`, `npm run headcount -- …`: makes the checkout ready, then runs in this very process, so that
// a signal reaches the server itself (as does the `exec` in package.json, without which npm would only end its shell). What `npm start`
// says to glibc there, decision 0017 explains.
import { build, install } from './ready.mjs';

const [what, ...args] = process.argv.slice(2);

await install();
await build();

if (what === 'demo') await import('../dist/demo/main.js');
else {
  process.argv = [process.argv[0], 'headcount', ...args];
  await import('../dist/headcount.js');
}
