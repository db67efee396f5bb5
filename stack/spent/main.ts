/**
 * The spent set as a program of its own, for several gateways: `main.ts [--check] [FILE]`; its settings are listed in
 * stack/issuer/README.md. SIGTERM lets what is under way finish.
 */
import { runService } from '../config/program.ts';
import { spentSettings } from './settings.ts';
import { startSpent } from './start-spent.ts';

await runService({
  part: 'spent',
  settings: spentSettings,
  start: startSpent,
  told: ({ url }) => ({ part: 'spent', url }),
});
