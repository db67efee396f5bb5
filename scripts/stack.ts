/** `npm run stack`: the relay, gateway and ledger alone, on loopback, until interrupted. */
import { join } from 'node:path';
import { startStack } from '../stack/stack.ts';
import { buildActivityPage } from './activity-page.ts';
import { modelServer } from './model-server.ts';
import { ROOT } from './run-program.ts';

/** Fixed here, so that settings made by hand in a browser stay right. */
const PORTS = { relay: 8470, gateway: 8471, ledger: 8472 };

const stack = await startStack({
  folder: join(ROOT, '.stack'),
  ports: PORTS,
  print: (line) => console.log(line),
  pageFolder: await buildActivityPage(),
  ...modelServer(),
});
console.log(`relay: ${stack.relayUrl}`);
for (const { id, upstream } of stack.models) console.log(`model: ${id} (${upstream})`);
console.log(`activity: ${stack.ledgerUrl}/activity/`);
console.log(`gateway name: ${stack.gatewayName}`);
console.log(`development root: ${stack.developmentRootPath}`);
for (const [name, value] of Object.entries(stack.measurement))
  console.log(`${name.toUpperCase()}: ${value}`);
console.log(
  'Set these in the settings of Sotto. No hardware protects this enclave. Ctrl-C ends it.',
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void stack.close().then(() => process.exit(0));
  });
}
