/**
 * `npm run emulator`: the emulated OpenGradient network alone, on loopback, until interrupted; prints what a browser's
 * settings need. `npm run emulator -- --compile` compiles its contracts again instead, after their sources changed.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  startOpengradient,
  type EmulatedNetwork,
} from '../stack/opengradient/start-opengradient.ts';
import { ROOT } from './run-program.ts';

/** Fixed here, so that settings made by hand in a browser stay right. */
const PORTS = { relay: 8480, rpc: 8481, otherRpc: 8482, aggregator: 8483, auth: 8484, node: 8485 };

async function compile(): Promise<void> {
  const { compileContracts } = await import('../stack/opengradient/compile.ts');
  const path = join(ROOT, 'stack', 'opengradient', 'contracts', 'compiled.json');
  writeFileSync(path, `${JSON.stringify(await compileContracts(), null, 2)}\n`);
  console.log(`written: ${path}`);
}

function print(network: EmulatedNetwork): void {
  const { relayUrl, rpcUrls, aggregatorUrl, authUrl, measurement } = network;
  console.log(`relay: ${relayUrl}`);
  console.log(`chain nodes: ${rpcUrls.join(' ')} (chain ${network.chainId})`);
  console.log(`registry: ${network.registryAddress}`);
  console.log(`settlement contract: ${network.settlementAddress}`);
  console.log(`blob aggregator: ${aggregatorUrl}`);
  console.log(`sign-in page: ${authUrl}/cli-auth`);
  console.log(`models: ${network.models.join(' ')}`);
  console.log(`build (pcrHash): ${network.pcrHash}`);
  for (const [name, value] of Object.entries(measurement)) {
    console.log(`${name.toUpperCase()}: ${value}`);
  }
  console.log(`development root: ${network.developmentRootPath}`);
  console.log(`account (paste it): ${network.bundleText}`);
  console.log('Set these in the settings of Sotto, network OpenGradient. No hardware protects');
  console.log('these enclaves, and the chain is forgotten at the end. Ctrl-C ends it.');
}

if (process.argv.includes('--compile')) {
  await compile();
} else {
  const folder = join(ROOT, '.stack', 'opengradient');
  const network = await startOpengradient({ folder, ports: PORTS });
  print(network);
  // What is answered is settled while one watches, not after minutes.
  const settling = setInterval(() => void network.settleNow().catch(() => undefined), 15_000);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      clearInterval(settling);
      void network.close().then(() => process.exit(0));
    });
  }
}
