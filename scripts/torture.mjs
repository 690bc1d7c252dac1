// `npm run torture -- [names…] [--seed N] [--short] [--minutes M]`: hurts the built server in every way that the scorecard
// names and counts what is lost. Makes the checkout ready first, then runs in this very process, so that Ctrl-C reaches it.
import { build, install } from './ready.mjs';

await install();
await build();
await import('../torture/run.mjs');
