/** The ledger as it is, on a disk, without witnesses. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLedger } from '../../../stack/ledger/index.ts';
import { serveParent } from '../in-part.ts';

const folder = await mkdtemp(join(tmpdir(), 'sotto-bench-'));
const ledger = await startLedger({ folder, origin: 'log.bench.invalid' });
serveParent(ledger.url);
