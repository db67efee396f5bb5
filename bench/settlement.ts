/**
 * What settling costs: the gateway's CPU for a batch of 1,000 receipts beside the least it does for 1,000 answers, proofs
 * checked again per second, and how large a proof is. The ledger runs as a process of its own, as it does in the stack.
 */
import { randomBytes } from 'node:crypto';
import { buildLedger, spawnLedger, temporaryFolder } from '../test/stack/ledger-process.ts';
import { concat, copyOf, utf8, type Bytes } from '../lib/bytes/index.ts';
import {
  chooseKeyConfig,
  createGatewayKey,
  openRequest,
  prepareSeal,
  type GatewayKey,
} from '../lib/ohttp/index.ts';
import { leafEntry } from '../lib/receipts/index.ts';
import {
  computeInclusionProof,
  computeRoot,
  formatCheckpointText,
  formatNote,
  LOG_SIGNATURE,
  makeVerifierKey,
  signerFromSeed,
  signText,
  verifySettlement,
} from '../lib/settlement/index.ts';
import { sparseTree } from '../scripts/conformance/tlog/trees.ts';
import { submitEntries } from '../stack/ledger/index.ts';
import { median } from './median.ts';
import type { Row } from './row.ts';

const BATCH = 1000;
/** The gateway's default padding: so many frames an answer, at least, of so many bytes. */
const FRAMES = 64;
const FRAME_BYTES = 256;
const PROOFS_A_SECOND = 200;
const ADDED_CPU = 0.05;

async function cpuMsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Opening the question and sealing the frames of the answer: without a model, HTTP, padding beats or a receipt. */
async function answerOnce(key: GatewayKey, question: Bytes, mediaType: string): Promise<void> {
  const random = (length: number): Bytes => copyOf(randomBytes(length));
  const opened = await openRequest([key], mediaType, question, { random });
  const sealer = await opened.sealChunks();
  for (let i = 1; i < FRAMES; i++) await sealer.chunk(new Uint8Array(FRAME_BYTES));
  await sealer.final(new Uint8Array(FRAME_BYTES));
}

async function answerCpuMs(answers: number): Promise<number> {
  const key = await createGatewayKey(1);
  const prepared = await prepareSeal(chooseKeyConfig([key.config]), 'chunked');
  const { bytes, mediaType } = await prepared.seal(new Uint8Array(4000));
  await answerOnce(key, bytes, mediaType);
  const spent = await cpuMsOf(async () => {
    for (let i = 0; i < answers; i++) await answerOnce(key, bytes, mediaType);
  });
  return spent / answers;
}

async function batchCpuMs(rounds: number): Promise<number> {
  const ledger = spawnLedger(await buildLedger(), await temporaryFolder());
  try {
    const { url } = await ledger.ready;
    const receipt = new Uint8Array(500);
    const spent: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const secrets = Array.from({ length: BATCH }, () => copyOf(randomBytes(32)));
      const ms = await cpuMsOf(async () => {
        const entries = await Promise.all(secrets.map((secret) => leafEntry(secret, receipt)));
        await submitEntries({ addUrl: `${url}/add`, form: 'batch' }, entries);
      });
      // The first one loads the code.
      if (round >= 0) spent.push(ms);
    }
    return median(spent);
  } finally {
    ledger.process.kill('SIGKILL');
  }
}

/** A proof in a log of that size, made from a tree that nobody could keep. */
async function proofIn(size: bigint, rounds: number): Promise<{ bytes: number; aSecond: number }> {
  const special = size / 3n;
  const node = sparseTree('bench', special);
  const { publicKey, sign } = await signerFromSeed(new Uint8Array(32).fill(9));
  const logKey = await makeVerifierKey('log.bench', LOG_SIGNATURE, publicKey);
  const root = await computeRoot(node, size);
  const text = formatCheckpointText({ origin: 'log.bench', size, root, extensions: [] });
  const checkpoint = formatNote(text, [await signText(text, logKey, sign)]);
  const hashes = await computeInclusionProof(node, special, size);
  const policy = { origin: 'log.bench', logKey, witnessKeys: [], quorum: 0 };
  const entry = utf8('bench/special');
  const startedAt = performance.now();
  for (let i = 0; i < rounds; i++) {
    await verifySettlement(entry, { index: special, hashes, checkpoint }, policy);
  }
  const aSecond = (rounds * 1000) / (performance.now() - startedAt);
  return { bytes: concat(...hashes).length, aSecond };
}

export async function rows({ quick }: { quick: boolean }): Promise<readonly Row[]> {
  const answerMs = await answerCpuMs(quick ? 5 : 200);
  const added = (await batchCpuMs(quick ? 1 : 9)) / (answerMs * BATCH);
  const proofs: Row[] = [];
  for (const exponent of [3, 4, 5, 6, 7, 8, 9]) {
    const { bytes, aSecond } = await proofIn(10n ** BigInt(exponent), quick ? 20 : 300);
    const name = `settlement: inclusion proof among 10^${exponent} entries`;
    const bar = 32 * Math.ceil(exponent * Math.log2(10));
    proofs.push({ name, value: bytes, bar, unit: 'bytes', met: bytes <= bar });
    if (exponent < 9) continue;
    proofs.push({
      name: 'settlement: proofs among 10^9 entries checked a second, one by one',
      value: aSecond,
      bar: PROOFS_A_SECOND,
      unit: '1/s',
      met: aSecond >= PROOFS_A_SECOND,
    });
  }
  const batch: Row = {
    name: 'settlement: gateway CPU added by a batch of 1,000 receipts',
    value: added,
    bar: ADDED_CPU,
    unit: '× answers',
    met: added <= ADDED_CPU,
  };
  return [batch, ...proofs];
}
