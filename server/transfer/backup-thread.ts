// Makes a backup beside a server that is serving. See nightly.ts for who asks for it.
import { doErrand } from '../store/errand.ts';
import { type BackupOrder, makeBackup } from './backup.ts';

await doErrand((order: BackupOrder, say) => makeBackup(order, say));
