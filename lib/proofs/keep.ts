/**
 * Writes one ask with its proof: everything is sealed and hashed first, then written in one transaction, so that
 * nothing half-written stays. Must never put a readable word of question, quote, answer or page into a record.
 */
import { toBase64Url, toHex, type Bytes } from '../bytes/index.ts';
import type { Database } from './database.ts';
import { mustContinue, nextEntries, type JournalEntry } from './journal.ts';
import type { KeptAsk, ProofFacts } from './proof.ts';
import { known, type AskRecord, type ProofRecord } from './records.ts';
import {
  logIdOf,
  logRecord,
  newLog,
  newSettlement,
  settlementOf,
  settlementStateOf,
  type LogRecord,
  type SettlementRecord,
  type Watch,
} from './settlements.ts';
import { looseMark } from './search/loose.ts';
import type { Vault } from './vault.ts';

const PREVIEW_LENGTH = 160;

interface EvidenceRecord {
  digestHex: string;
  bytes: Bytes;
}

/**
 * Keeps a new ask, or replaces what was kept of it before. With a watch, its receipt is looked for in the log from
 * then on: written in the same transaction, so that no ask is kept as pending that nobody looks for.
 */
export function keepAsk(
  database: Database,
  vault: Vault,
  kept: KeptAsk,
  watch?: Watch,
): Promise<void> {
  return keepWith(database, vault, kept, () => settlingOf(database, kept.id, watch));
}

/** @param findSettling Asked anew whenever something else was written meanwhile. */
export function keepWith(
  database: Database,
  vault: Vault,
  kept: KeptAsk,
  findSettling: () => Settling | Promise<Settling>,
): Promise<void> {
  return database.exclusive(async () => {
    const proof = kept.facts && (await proofRecordOf(vault, kept.id, kept.facts));
    const settling = await findSettling();
    const { settlement } = settling;
    const states =
      settlement === null
        ? kept.states
        : { ...kept.states, settlement: settlementStateOf(settlement) };
    const ask = await askRecordOf(vault, { ...kept, states });
    const records = [ask, proof?.record ?? (await storedProof(database, kept.id)), settlement];
    const entries = await nextEntries(database, [{ kind: 'kept', id: kept.id, records }]);
    await write(database, { ask, proof, settling, entries });
  });
}

interface Writing {
  readonly ask: AskRecord;
  readonly proof: { record: ProofRecord; evidence: EvidenceRecord[] } | null;
  readonly settling: Settling;
  readonly entries: readonly JournalEntry[];
}

async function write(database: Database, writing: Writing): Promise<void> {
  const { ask, proof, settling, entries } = writing;
  await database.write(
    ['asks', 'proofs', 'evidence', 'settlements', 'logs', 'journal', 'search'],
    async (transaction) => {
      await mustContinue(transaction.objectStore('journal'), entries);
      const writes: Promise<unknown>[] = [transaction.objectStore('asks').put(ask)];
      const evidence = transaction.objectStore('evidence');
      for (const shared of proof?.evidence ?? []) writes.push(evidence.put(shared));
      if (proof !== null) writes.push(transaction.objectStore('proofs').put(proof.record));
      if (settling.isNew) {
        writes.push(transaction.objectStore('settlements').put(settling.settlement));
        if (settling.log !== null) writes.push(transaction.objectStore('logs').put(settling.log));
      }
      for (const entry of entries) {
        writes.push(transaction.objectStore('journal').put(entry));
        writes.push(transaction.objectStore('search').put(looseMark(ask.id, entry.number)));
      }
      // All at once, and the transaction with them: a full disk leaves nothing half-written.
      await Promise.all(writes);
    },
  );
}

function storedProof(database: Database, id: string): Promise<unknown> {
  return database.use((handle) => handle.get('proofs', id));
}

/** What is written of a settlement beside an ask. */
export type Settling =
  | { readonly isNew: true; readonly settlement: SettlementRecord; readonly log: LogRecord | null }
  | { readonly isNew: false; readonly settlement: SettlementRecord | null };

/** What is known of this ask's settlement already, or a new watch from what the log held until now. */
function settlingOf(database: Database, id: string, watch: Watch | undefined): Promise<Settling> {
  return database.use(async (handle) => {
    const settlement = await settlementOf(handle, id);
    if (settlement !== null || watch === undefined) return { isNew: false, settlement };
    const stored = await handle.get('logs', logIdOf(watch.origin, watch.verifierKey));
    const held = stored === undefined ? newLog(watch) : known(logRecord, stored);
    // Something new to look for is not made to wait for what was in vain before.
    const log = { ...held, looks: 0, nextLookMs: 0 };
    return { isNew: true, settlement: newSettlement(id, watch, log.heldSize), log };
  });
}

async function askRecordOf(vault: Vault, kept: KeptAsk): Promise<AskRecord> {
  const { text } = kept;
  const summary = {
    questionPreview: previewOf(text.question),
    quotePreview: previewOf(text.quote),
    host: hostOf(text.url),
    ...(text.thread === undefined ? {} : { thread: text.thread }),
  };
  return {
    id: kept.id,
    createdAtMs: kept.createdAtMs,
    phase: kept.phase,
    model: kept.model,
    isDevelopmentRoot: kept.isDevelopmentRoot,
    states: kept.states,
    error: kept.error,
    ...(kept.about === undefined ? {} : { about: kept.about }),
    ...(kept.imported === undefined ? {} : { imported: kept.imported }),
    summary: await vault.seal(`asks/${kept.id}/summary`, summary),
    text: await vault.seal(`asks/${kept.id}/text`, text),
  };
}

async function proofRecordOf(
  vault: Vault,
  id: string,
  facts: ProofFacts,
): Promise<{ record: ProofRecord; evidence: EvidenceRecord[] }> {
  const evidence = await addressed(facts.evidence);
  const transcript = await addressed(facts.transcript);
  const secrets = {
    requestBytes: toBase64Url(facts.requestBytes),
    openings: {
      request: toBase64Url(facts.openings.request),
      answer: toBase64Url(facts.openings.answer),
      leaf: toBase64Url(facts.openings.leaf),
    },
  };
  const record: ProofRecord = {
    id,
    ...(facts.network === undefined ? {} : { network: facts.network }),
    relayHost: facts.relayHost,
    gatewayName: facts.gatewayName,
    refs: [evidence.digestHex, transcript.digestHex],
    evidenceDigestHex: evidence.digestHex,
    transcriptDigestHex: transcript.digestHex,
    nonce: facts.nonce,
    verifiedAtMs: facts.verifiedAtMs,
    keyId: facts.keyId,
    model: facts.model,
    upstream: facts.upstream,
    receipt: facts.receipt,
    secrets: await vault.seal(`proofs/${id}/secrets`, secrets),
  };
  return { record, evidence: [evidence, transcript] };
}

async function addressed(bytes: Bytes): Promise<EvidenceRecord> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return { digestHex: toHex(new Uint8Array(digest)), bytes };
}

function previewOf(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length <= PREVIEW_LENGTH ? line : `${line.slice(0, PREVIEW_LENGTH - 1)}…`;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host.slice(0, 300) : '';
}
