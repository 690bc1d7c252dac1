// `npm run build`: everything anew, sizes printed.
import { build, install } from './ready.mjs';

await install();
await build({ force: true });
