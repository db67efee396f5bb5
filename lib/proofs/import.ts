/**
 * Takes in proofs that somebody else handed over, each one only after every check of it has passed: marked as imported,
 * dated by its own record, and never a second time. Must never take in what was not checked, nor put in the place of
 * what this device asked itself.
 */
import { registersOf } from '../attestation/index.ts';
import { parseTranscript } from '../binding/index.ts';
import { toHex, type Bytes } from '../bytes/index.ts';
import { leafEntry, type Receipt } from '../receipts/index.ts';
import { Database } from './database.ts';
import { ProofsError } from './errors.ts';
import type { AnyProofFile, FileVerdict, ProofFile } from './file/index.ts';
import { keepWith, type Settling } from './keep.ts';
import { answerDigest, keptOpengradient } from './opengradient-file/taken.ts';
import type { AskText, KeptAbout, KeptAsk } from './proof.ts';
import { askRecord, known, proofRecord } from './records.ts';
import { logIdOf, type SettlementRecord } from './settlements.ts';
import { Vault, type Random } from './vault.ts';
import { findVaultKey, type KeySession } from './vault-key.ts';

export interface CheckedProof {
  readonly file: AnyProofFile;
  /** Of the checks of this very file: it must hold. */
  readonly verdict: FileVerdict;
  /** What the plaintext says, where the file has one. */
  readonly text: AskText;
}

export interface ProofImporter {
  /** 'known': it is kept already, by whatever way it came. */
  add(proof: CheckedProof): Promise<'added' | 'known'>;
  close(): Promise<void>;
}

const BATCH = 500;

export function createProofImporter(random: Random, session?: KeySession): ProofImporter {
  const database = new Database();
  const vault = new Vault(() => findVaultKey(database, session), random);
  let reading: Promise<Map<string, string>> | undefined;
  return {
    add: async (proof) => {
      const { kept, settling, digest } = await takenFrom(proof);
      reading ??= receiptsOf(database);
      const receipts = await reading;
      const earlier = receipts.get(digest);
      // Only what was imported without its texts may be made whole by a file that has them.
      if (earlier !== undefined) {
        const isCompleted = earlier === kept.id && (await lacksTexts(database, kept));
        if (!isCompleted) return 'known';
      }
      await keepWith(database, vault, kept, () => settling);
      receipts.set(digest, kept.id);
      return 'added';
    },
    close: () => database.close(),
  };
}

async function lacksTexts(database: Database, { id, imported }: KeptAsk): Promise<boolean> {
  const stored = await database.use((handle) => handle.get('asks', id));
  return imported === 'whole' && known(askRecord, stored).imported === 'hashes';
}

/** The digest of every receipt that is kept, with the ask that it belongs to. */
async function receiptsOf(database: Database): Promise<Map<string, string>> {
  const receipts = new Map<string, string>();
  let after: string | undefined;
  for (;;) {
    const range = after === undefined ? null : IDBKeyRange.lowerBound(after, true);
    const batch = await database.use((handle) => handle.getAll('proofs', range, BATCH));
    const records = batch.map((value) => known(proofRecord, value));
    for (const { id, receipt, network } of records) {
      if (receipt === null) continue;
      const isOwn = network === undefined;
      receipts.set(await (isOwn ? digestOf(receipt) : answerDigest(receipt)), id);
    }
    after = records.at(-1)?.id;
    if (batch.length < BATCH) return receipts;
  }
}

async function digestOf(bytes: Bytes): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

function idOf(receiptDigestHex: string): string {
  return `imported-${receiptDigestHex.slice(0, 40)}`;
}

/** What is written of a proof, and by what it is known should it come again. */
async function takenFrom(
  proof: CheckedProof,
): Promise<{ kept: KeptAsk; settling: Settling; digest: string }> {
  const { file, verdict, text } = proof;
  if ('network' in file) {
    const kept = await keptOpengradient(file, verdict, text);
    const digest = await answerDigest(kept.facts?.receipt ?? NONE);
    return { kept, settling: { isNew: false, settlement: null }, digest };
  }
  const kept = await keptOf(file, verdict, text);
  const settlement = await settlementOf(kept.id, file);
  const settling: Settling = { isNew: true, settlement, log: null };
  return { kept, settling, digest: await digestOf(file.receipt) };
}

async function keptOf(file: ProofFile, verdict: FileVerdict, text: AskText): Promise<KeptAsk> {
  const { receipt, evidenceTimeMs } = verdict;
  if (verdict.verdict === 'fails' || receipt === null || file.settlement === null) {
    throw new ProofsError('proof-incomplete', 'not checked');
  }
  const { request, requestOpening, answerOpening } = file.plaintext ?? NO_TEXTS;
  return {
    id: idOf(await digestOf(file.receipt)),
    createdAtMs: file.recordedAtMs,
    phase: 'done',
    model: receipt.model,
    isDevelopmentRoot: verdict.isDevelopment,
    states: STATES,
    error: null,
    imported: file.plaintext === null ? 'hashes' : 'whole',
    text,
    about: aboutOf(verdict, receipt),
    facts: {
      relayHost: '',
      gatewayName: '',
      evidence: file.evidence,
      transcript: file.transcript,
      nonce: file.nonce,
      // A file may be recorded long after its evidence; checks of the evidence go by whichever came first.
      verifiedAtMs: Math.min(file.recordedAtMs, evidenceTimeMs ?? file.recordedAtMs),
      keyId: keyIdIn(file.keys),
      model: receipt.model,
      upstream: receipt.upstream,
      requestBytes: request,
      openings: {
        request: requestOpening,
        answer: answerOpening,
        leaf: file.settlement.leafSecret,
      },
      receipt: file.receipt,
    },
  };
}

function aboutOf({ measurement }: FileVerdict, receipt: Receipt): KeptAbout {
  const { inputTokens, outputTokens, price } = receipt;
  const pcr0 = measurement === null ? '' : (registersOf(measurement)[0]?.hex ?? '');
  return { relayHost: '', pcr0, inputTokens, outputTokens, ...price };
}

const NONE: Bytes = new Uint8Array(0);
const NO_TEXTS = { request: NONE, requestOpening: NONE, answerOpening: NONE };

const STATES: KeptAsk['states'] = {
  enclave: 'holds',
  sealed: 'holds',
  answered: 'complete',
  receipt: 'holds',
  settlement: 'holds',
};

/** RFC 9458 section 3.1: behind the length of the first configuration. */
function keyIdIn(keys: Bytes): number {
  return keys[2] ?? 0;
}

/** Found already, so that no look is ever made for it. */
async function settlementOf(id: string, file: ProofFile): Promise<SettlementRecord> {
  const { logOrigin, logVerifierKey } = parseTranscript(file.transcript);
  const { settlement } = file;
  if (settlement === null) throw new ProofsError('proof-incomplete', 'not settled');
  return {
    id,
    logId: logIdOf(logOrigin, logVerifierKey),
    relayUrl: '',
    gatewayName: '',
    entry: await leafEntry(settlement.leafSecret, file.receipt),
    searchedTo: '0',
    deadlineMs: 0,
    state: 'settled',
    isOpen: 0,
    proof: {
      index: settlement.index.toString(),
      hashes: [...settlement.hashes],
      checkpoint: settlement.checkpoint,
    },
  };
}
