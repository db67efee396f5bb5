/**
 * `npm run -s verify -- FILE… [--trust-root FILE] [--witness KEY] [--release PCR0,PCR1,PCR2] [--batch-root 0x…]
 * [--quiet]`: checks proof files again, from nothing but their bytes and whom the reader trusts. Prints each step of each
 * proof; the exit status is 0 only if every proof of every file holds. Reads files as they come, however many proofs.
 * Must never take a trust anchor from a proof file, nor go to the network.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { AWS_NITRO_PIN } from '../lib/attestation/index.ts';
import type { Bytes } from '../lib/bytes/index.ts';
import { codeOf } from '../lib/errors/index.ts';
import {
  certificateIn,
  MAX_PROOF_LENGTH,
  ProofChecker,
  ProofSplitter,
  tellProof,
  type Reader,
  type Told,
} from '../lib/proofs/file/index.ts';

const USAGE =
  'usage: npm run -s verify -- FILE… [--trust-root FILE] [--witness KEY] [--release PCR0,PCR1,PCR2] [--batch-root 0x…] [--quiet]';

interface Arguments {
  readonly files: readonly string[];
  readonly reader: Reader;
  readonly isQuiet: boolean;
}

function readArguments(args: readonly string[]): Arguments {
  const files: string[] = [];
  const values: Record<string, string[]> = {
    '--trust-root': [],
    '--witness': [],
    '--release': [],
    '--batch-root': [],
  };
  let isQuiet = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--quiet') isQuiet = true;
    else if (!arg.startsWith('--')) files.push(arg);
    else {
      const value = args[++i];
      if (values[arg] === undefined || value === undefined) throw new Error(USAGE);
      values[arg].push(value);
    }
  }
  if (files.length === 0) throw new Error(USAGE);
  const releases = values['--release'] ?? [];
  const reader: Reader = {
    trustAnchors: [AWS_NITRO_PIN],
    developmentRoots: (values['--trust-root'] ?? []).map(readCertificate),
    witnesses: values['--witness'] ?? [],
    measurements: releases.length === 0 ? null : releases.map(readRelease),
    batchRoots: (values['--batch-root'] ?? []).map(readRoot),
  };
  return { files, reader, isQuiet };
}

function readCertificate(path: string): Bytes {
  const found = certificateIn(new Uint8Array(readFileSync(path)));
  if (found === undefined) throw new Error(`${path} is no certificate`);
  return found;
}

/** A root of a batch that the reader has seen on the chain. */
function readRoot(text: string): string {
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) throw new Error(USAGE);
  return text.toLowerCase();
}

function readRelease(text: string): { pcr0: string; pcr1: string; pcr2: string } {
  const [pcr0, pcr1, pcr2] = text.split(',');
  if (pcr0 === undefined || pcr1 === undefined || pcr2 === undefined) throw new Error(USAGE);
  return { pcr0, pcr1, pcr2 };
}

function print(name: string, { verdict, summary, lines }: Told, isQuiet: boolean): void {
  if (verdict !== 'note' && !isQuiet) {
    console.log(name);
    for (const { words } of lines) console.log(`  ${words}`);
  }
  console.log(`${name}: ${summary}`);
}

/** The texts of the proofs in a file, one after another, as they are read. */
async function* proofsIn(path: string): AsyncGenerator<string, void, undefined> {
  const splitter = new ProofSplitter(MAX_PROOF_LENGTH);
  for await (const piece of createReadStream(path, { encoding: 'utf8' })) {
    yield* splitter.push(String(piece));
  }
  splitter.end();
}

async function checkFile(path: string, checker: ProofChecker, isQuiet: boolean): Promise<boolean> {
  let count = 0;
  let holds = true;
  try {
    for await (const text of proofsIn(path)) {
      count += 1;
      const told = await tellProof(text, checker);
      print(`${path} #${count}`, told, isQuiet);
      if (told.verdict === 'fails') holds = false;
    }
    if (count === 0) throw new Error('no proof in it');
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    console.log(`${path} #${count === 0 ? 1 : count}: refused: ${codeOf(error) ?? words}`);
    return false;
  }
  return holds;
}

try {
  const { files, reader, isQuiet } = readArguments(process.argv.slice(2));
  const checker = new ProofChecker(reader);
  let holds = true;
  for (const path of files) holds = (await checkFile(path, checker, isQuiet)) && holds;
  process.exitCode = holds ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
