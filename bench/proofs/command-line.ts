/** The command line over one file of many proofs: how fast, and how much memory beside a file of a tenth as many. */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeProofFile } from '../../lib/proofs/file/index.ts';
import { PCR, ProofMaker } from '../../test/fakes/proof-file.ts';

const VERIFY = fileURLToPath(new URL('../../scripts/verify.ts', import.meta.url));
/** Has the program tell, as it ends, the most memory that it held. */
const TELL = `data:text/javascript,process.on('exit',()=>process.stderr.write('most '+process.resourceUsage().maxRSS))`;

export interface CommandLine {
  readonly aSecond: number;
  readonly memoryGrowth: number;
}

export async function measureCommandLine(count: number): Promise<CommandLine> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-bench-'));
  try {
    const maker = await ProofMaker.create(Date.UTC(2026, 8, 1, 12));
    const root = join(folder, 'root.der');
    await writeFile(root, maker.reader.developmentRoots[0] ?? '');
    const release = `${PCR.pcr0},${PCR.pcr1},${PCR.pcr2}`;
    const trust = ['--trust-root', root, '--release', release];
    for (const key of maker.reader.witnesses) trust.push('--witness', key);
    const few = await fileOf(maker, join(folder, 'few.proof.json'), count / 10);
    const many = await fileOf(maker, join(folder, 'many.proof.json'), count);
    const small = await verify([few, ...trust, '--quiet'], count / 10);
    const large = await verify([many, ...trust, '--quiet'], count);
    return {
      aSecond: (count * 1000) / large.ms,
      memoryGrowth: large.mostMemory / small.mostMemory,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function fileOf(maker: ProofMaker, path: string, count: number): Promise<string> {
  const file = createWriteStream(path);
  for (let i = 0; i < count; i++) {
    file.write(encodeProofFile(await maker.make({ answer: `Answer ${String(i)}` })));
  }
  await new Promise<void>((resolve) => file.end(resolve));
  return path;
}

function verify(
  args: readonly string[],
  count: number,
): Promise<{ ms: number; mostMemory: number }> {
  const begun = performance.now();
  const tsx = import.meta.resolve('tsx');
  const child = spawn(process.execPath, ['--import', tsx, '--import', TELL, VERIFY, ...args]);
  let ends = 0;
  let told = '';
  child.stdout.on('data', (piece) => (ends += String(piece).split('\n').length - 1));
  child.stderr.on('data', (piece) => (told += String(piece)));
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => {
      const mostMemory = Number(/most (\d+)/.exec(told)?.[1]);
      if (code !== 0 || ends !== count)
        reject(new Error(`verify ended with ${String(code)} after ${String(ends)}: ${told}`));
      else resolve({ ms: performance.now() - begun, mostMemory });
    });
  });
}
