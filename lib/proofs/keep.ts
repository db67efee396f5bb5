/**
 * Writes one ask with its proof: everything is sealed and hashed first, then written in one transaction, so that
 * nothing half-written stays. Must never put a readable word of question, quote, answer or page into a record.
 */
import { toBase64Url, toHex, type Bytes } from '../bytes/index.ts';
import type { Database } from './database.ts';
import type { KeptAsk, ProofFacts } from './proof.ts';
import type { AskRecord, ProofRecord } from './records.ts';
import type { Vault } from './vault.ts';

export const PREVIEW_LENGTH = 160;

interface EvidenceRecord {
  digestHex: string;
  bytes: Bytes;
}

/** Keeps a new ask, or replaces what was kept of it before. */
export async function keepAsk(database: Database, vault: Vault, kept: KeptAsk): Promise<void> {
  const ask = await askRecordOf(vault, kept);
  const proof = kept.facts && (await proofRecordOf(vault, kept.id, kept.facts));
  await database.use(async (handle) => {
    const transaction = handle.transaction(['asks', 'proofs', 'evidence'], 'readwrite');
    const writes: Promise<unknown>[] = [transaction.objectStore('asks').put(ask)];
    if (proof !== null) {
      const evidence = transaction.objectStore('evidence');
      for (const shared of proof.evidence) writes.push(evidence.put(shared));
      writes.push(transaction.objectStore('proofs').put(proof.record));
    }
    await Promise.all([...writes, transaction.done]);
  });
}

async function askRecordOf(vault: Vault, kept: KeptAsk): Promise<AskRecord> {
  const { text } = kept;
  const summary = {
    questionPreview: previewOf(text.question),
    quotePreview: previewOf(text.quote),
    host: hostOf(text.url),
  };
  return {
    id: kept.id,
    createdAtMs: kept.createdAtMs,
    phase: kept.phase,
    model: kept.model,
    isDevelopmentRoot: kept.isDevelopmentRoot,
    states: kept.states,
    error: kept.error,
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

export function previewOf(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length <= PREVIEW_LENGTH ? line : `${line.slice(0, PREVIEW_LENGTH - 1)}…`;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host.slice(0, 300) : '';
}
