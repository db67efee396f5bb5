/** Asks as they are kept, made from numbers: the same ones in Node and in a real browser's database. */
import type { ProofFile } from '../../lib/proofs/file/index.ts';
import type { KeptAsk } from '../../lib/proofs/index.ts';
import { answerOf } from './texts.ts';

export const NOW_MS = Date.UTC(2026, 8, 1, 12);

function random(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}

export function kept(number: number, file: ProofFile): KeptAsk {
  const states = { enclave: 'holds', sealed: 'holds', answered: 'complete' } as const;
  return {
    id: `ask-${String(number)}`,
    createdAtMs: NOW_MS + number,
    phase: 'done',
    model: 'm-1',
    isDevelopmentRoot: true,
    states: { ...states, receipt: 'holds', settlement: 'not-watched' },
    error: null,
    text: {
      question: `What is ${String(number)}?`,
      quote: '',
      title: '',
      url: '',
      answer: answerOf(number),
    },
    facts: {
      relayHost: 'relay.example',
      gatewayName: 'main',
      evidence: file.evidence,
      transcript: file.transcript,
      nonce: file.nonce,
      verifiedAtMs: file.recordedAtMs,
      keyId: 1,
      model: 'm-1',
      upstream: 'built-in',
      requestBytes: file.plaintext?.request ?? random(1),
      openings: { request: random(32), answer: random(32), leaf: random(32) },
      receipt: file.receipt,
    },
  };
}
