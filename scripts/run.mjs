/**
 * `node scripts/run.mjs NAME ARGS…`: what every npm script calls. Sets the machine up, then runs
 * scripts/NAME.ts with ARGS. Plain Node, since at this point nothing may be installed yet.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp } from './set-up.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name, ...args] = process.argv.slice(2);

try {
  setUp(root);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

const script = join(root, 'scripts', `${name}.ts`);
const tsx = import.meta.resolve('tsx');
const child = spawn(process.execPath, ['--import', tsx, script, ...args], { stdio: 'inherit' });

// Ctrl-C reaches the child by itself; a signal sent to this process alone is handed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}
child.on('exit', (code, signal) => {
  process.exit(code ?? 128 + (constants.signals[signal] ?? 1));
});
