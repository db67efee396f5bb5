/**
 * The witness as a program of its own: `main.ts [--check] [FILE]`; its settings are listed in stack/ledger/README.md.
 * SIGTERM lets what is under way finish.
 */
import { runService } from '../config/program.ts';
import { witnessSettings } from './settings.ts';
import { startWitness } from './start-witness.ts';

await runService({
  part: 'witness',
  settings: witnessSettings,
  start: (settings) => startWitness({ ...settings, now: () => Date.now() }),
  told: ({ url, verifierKey }) => ({ url, verifierKey }),
});
