/**
 * Compiles the contracts with the compiler from npm. What the emulator starts from is the committed result
 * (contracts/compiled.json), so that a start needs no compiler; a test compiles again and compares the bytes.
 * Must never be reached by a deployment: only tests and `npm run emulator -- --compile` import it.
 */
import { readFile } from 'node:fs/promises';
import solc from 'solc';
import { isPlainObject } from '../../lib/shape/index.ts';

const SOURCES = ['Registry.sol', 'Settlement.sol'] as const;

/** Without the hash of the sources' metadata: the bytes depend on the code alone. */
const SETTINGS = {
  // Only what keeps variables off the deep stack: the full optimiser takes a minute and saves nothing here.
  optimizer: { enabled: true, details: { yul: true, yulDetails: { optimizerSteps: ':' } } },
  viaIR: true,
  evmVersion: 'paris',
  metadata: { appendCBOR: false, bytecodeHash: 'none' },
  outputSelection: { '*': { '*': ['evm.bytecode.object'] } },
};

/** Creation code in hex by contract, abstract ones and libraries left out. */
export async function compileContracts(): Promise<Record<string, string>> {
  const folder = new URL('./contracts/', import.meta.url);
  const texts = await Promise.all(SOURCES.map((name) => readFile(new URL(name, folder), 'utf8')));
  const sources = Object.fromEntries(SOURCES.map((name, i) => [name, { content: texts[i] }]));
  const input = JSON.stringify({ language: 'Solidity', sources, settings: SETTINGS });
  const output: unknown = JSON.parse(compile(input));
  const errors = memberOf(output, 'errors');
  if (Array.isArray(errors) && errors.length > 0) {
    throw new Error(errors.map((error) => String(memberOf(error, 'formattedMessage'))).join('\n'));
  }
  const compiled: [string, string][] = [];
  for (const name of SOURCES) {
    const contracts = memberOf(memberOf(output, 'contracts'), name);
    for (const contract of Object.keys(isPlainObject(contracts) ? contracts : {}).sort()) {
      const bytecode = memberOf(memberOf(memberOf(contracts, contract), 'evm'), 'bytecode');
      const object = memberOf(bytecode, 'object');
      if (typeof object === 'string' && object.length > 512) compiled.push([contract, object]);
    }
  }
  return Object.fromEntries(compiled);
}

/** The package has no types worth the name. */
function compile(input: string): string {
  const run: unknown = solc.compile;
  return typeof run === 'function' ? String(Reflect.apply(run, solc, [input])) : '';
}

function memberOf(value: unknown, name: string): unknown {
  return isPlainObject(value) ? value[name] : undefined;
}
