/** One kept ask with its texts opened, out of the database. Must never return a part of a record. */
import { fromBase64Url, type Bytes } from '../bytes/index.ts';
import type { Database } from './database.ts';
import { ProofsError } from './errors.ts';
import type { KeptAsk, KeptSettlement, ProofFacts } from './proof.ts';
import {
  askRecord,
  askText,
  evidenceRecord,
  known,
  proofRecord,
  proofSecrets,
  type ProofRecord,
} from './records.ts';
import { settlementRecord } from './settlements.ts';
import type { Vault } from './vault.ts';

/** Throws ProofsError 'proof-unknown' when nothing is kept under this id. */
export async function openAsk(database: Database, vault: Vault, id: string): Promise<KeptAsk> {
  const found = await database.use(async (handle) => {
    const transaction = handle.transaction(['asks', 'proofs', 'evidence', 'settlements']);
    const ask = await transaction.objectStore('asks').get(id);
    const stored = await transaction.objectStore('proofs').get(id);
    if (ask === undefined) throw new ProofsError('proof-unknown');
    const settlement = await transaction.objectStore('settlements').get(id);
    if (stored === undefined) {
      return { ask, proof: null, evidence: null, transcript: null, settlement };
    }
    const proof = known(proofRecord, stored);
    const shared = transaction.objectStore('evidence');
    const evidence = await shared.get(proof.evidenceDigestHex);
    const transcript = await shared.get(proof.transcriptDigestHex);
    return { ask, proof, evidence, transcript, settlement };
  });
  const { text, ...ask } = known(askRecord, found.ask);
  const { proof } = found;
  return {
    id: ask.id,
    createdAtMs: ask.createdAtMs,
    phase: ask.phase,
    model: ask.model,
    isDevelopmentRoot: ask.isDevelopmentRoot,
    states: ask.states,
    error: ask.error,
    ...(ask.about === undefined ? {} : { about: ask.about }),
    ...(ask.imported === undefined ? {} : { imported: ask.imported }),
    text: known(askText, await vault.open(`asks/${id}/text`, text)),
    facts:
      proof &&
      (await factsOf(vault, proof, {
        evidence: known(evidenceRecord, found.evidence).bytes,
        transcript: known(evidenceRecord, found.transcript).bytes,
      })),
    ...(found.settlement === undefined ? {} : { settlement: keptSettlement(found.settlement) }),
  };
}

function keptSettlement(stored: unknown): KeptSettlement {
  const { entry, deadlineMs, proof } = known(settlementRecord, stored);
  return { entry, deadlineMs, proof };
}

async function factsOf(
  vault: Vault,
  proof: ProofRecord,
  shared: { evidence: Bytes; transcript: Bytes },
): Promise<ProofFacts> {
  const sealed = await vault.open(`proofs/${proof.id}/secrets`, proof.secrets);
  const { requestBytes, openings } = known(proofSecrets, sealed);
  return {
    ...shared,
    ...(proof.network === undefined ? {} : { network: proof.network }),
    relayHost: proof.relayHost,
    gatewayName: proof.gatewayName,
    nonce: proof.nonce,
    verifiedAtMs: proof.verifiedAtMs,
    keyId: proof.keyId,
    model: proof.model,
    upstream: proof.upstream,
    receipt: proof.receipt,
    requestBytes: fromBase64Url(requestBytes),
    openings: {
      request: fromBase64Url(openings.request),
      answer: fromBase64Url(openings.answer),
      leaf: fromBase64Url(openings.leaf),
    },
  };
}
