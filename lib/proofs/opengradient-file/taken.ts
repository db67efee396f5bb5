/**
 * A checked proof file of the OpenGradient network as a kept ask. What only a registry or a chain could say is left
 * empty, and its place in a batch is not taken over: this device has not seen that root on any chain.
 */
import { fromHex, toBase64, toHex, utf8, type Bytes } from '../../bytes/index.ts';
import {
  encodeKeptAnswer,
  encodeStatement,
  parseKeptAnswer,
  pcrHashOf,
  teeIdOf,
} from '../../opengradient/index.ts';
import { isPlainObject } from '../../shape/index.ts';
import { ProofsError } from '../errors.ts';
import type { FileVerdict } from '../file/run.ts';
import type { AskText, KeptAsk, ProofFacts } from '../proof.ts';
import type { OpengradientProofFile } from './encode.ts';
import { rowOf } from './row.ts';

const NONE: Bytes = new Uint8Array(0);
const NOBODY = `0x${'0'.repeat(40)}`;

/** Throws ProofsError 'proof-incomplete' unless it was checked and holds, its key's signature included. */
export async function keptOpengradient(
  file: OpengradientProofFile,
  verdict: FileVerdict,
  text: AskText,
): Promise<KeptAsk> {
  if (verdict.verdict === 'fails' || file.key === null) {
    throw new ProofsError('proof-incomplete', 'not checked');
  }
  const facts = factsOf(file, verdict);
  return {
    id: `imported-${(await answerDigest(facts.receipt ?? NONE)).slice(0, 40)}`,
    createdAtMs: verdict.recordedAtMs,
    phase: 'done',
    model: facts.model,
    isDevelopmentRoot: verdict.isDevelopment,
    states: STATES,
    error: null,
    imported: file.plaintext === null ? 'hashes' : 'whole',
    text,
    about: { relayHost: '', pcr0: pcr0Of(verdict), ...NO_USAGE },
    facts,
  };
}

/** What one answer is known by, whichever device kept it: its signature, which is never made twice. */
export async function answerDigest(receipt: Bytes): Promise<string> {
  const { signature } = parseKeptAnswer(receipt).fields;
  const digest = await crypto.subtle.digest('SHA-256', utf8(`opengradient ${signature}`));
  return toHex(new Uint8Array(digest));
}

const STATES: KeptAsk['states'] = {
  enclave: 'holds',
  sealed: 'holds',
  answered: 'complete',
  receipt: 'holds',
  settlement: 'not-watched',
};

const NO_USAGE = { inputTokens: 0, outputTokens: 0, currency: '', amount: '' };

function factsOf(file: OpengradientProofFile, verdict: FileVerdict): ProofFacts {
  const { plaintext, signingKey, registeredAtSeconds, document } = file;
  const request = plaintext?.request ?? '';
  return {
    network: 'opengradient',
    relayHost: '',
    gatewayName: teeIdOf(signingKey).slice(2),
    evidence: document,
    transcript: statementOf(file, verdict),
    nonce: NONE,
    verifiedAtMs: registeredAtSeconds * 1000,
    keyId: file.key?.config[0] ?? 0,
    model: modelIn(request),
    upstream: '',
    requestBytes: utf8(request),
    openings: { request: NONE, answer: NONE, leaf: NONE },
    receipt: receiptOf(file),
  };
}

/** On no chain: what is not in the file is not claimed. */
function statementOf(file: OpengradientProofFile, { measurement }: FileVerdict): Bytes {
  const { ohttpKey, keySignature, ...row } = rowOf(file);
  if (measurement === null || !('pcr0' in measurement)) throw new ProofsError('proof-incomplete');
  const [pcr0, pcr1, pcr2] = [measurement.pcr0, measurement.pcr1, measurement.pcr2].map(fromHex);
  const pcrHash = pcrHashOf(pcr0 ?? NONE, pcr1 ?? NONE, pcr2 ?? NONE);
  return encodeStatement({
    ...{ chainId: 0, registryAddress: NOBODY, block: 0, nodes: [], transaction: '' },
    row: {
      ...row,
      ...{ owner: NOBODY, paymentAddress: NOBODY, endpoint: '', pcrHash, teeType: 0 },
      ...{ isEnabled: true, lastHeartbeatAt: 0n, ohttpKey, keySignature },
    },
  });
}

function receiptOf({ signed, signingKey }: OpengradientProofFile): Bytes {
  const fields = {
    requestHash: toHex(signed.requestHash),
    outputHash: toHex(signed.outputHash),
    timestamp: signed.timestamp,
    signature: toBase64(signed.signature),
    teeId: teeIdOf(signingKey),
  };
  const answer = { kind: 'text', output: '', finishReason: '', cost: undefined } as const;
  return encodeKeptAnswer({ ...answer, fields });
}

function pcr0Of({ measurement }: FileVerdict): string {
  return measurement !== null && 'pcr0' in measurement ? measurement.pcr0 : '';
}

/** Only a name for the list; the signature is over the whole request. */
function modelIn(request: string): string {
  try {
    const body: unknown = JSON.parse(request);
    const model = isPlainObject(body) ? body['model'] : undefined;
    return typeof model === 'string' ? model.slice(0, 300) : '';
  } catch {
    return '';
  }
}
