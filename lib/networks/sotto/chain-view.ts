/**
 * What a proof stands on, as links to draw: vendor root → certificates → document → measurement → release, and
 * document → user data → transcript → key configuration → the key of this answer. Every link has its bytes.
 * Made from the verdict alone: a link holds only where the checks behind it passed. Must never draw a link of a
 * refused document that its signature does not cover.
 */
import { registersOf } from '../../attestation/index.ts';
import { toHex, type Bytes } from '../../bytes/index.ts';
import type { ChainCertificate, EvidenceVerdict } from '../../evidence/index.ts';
import { parseKeyConfigs, type KeyConfig } from '../../ohttp/index.ts';
import type { ChainLinkView, StepView } from '../view.ts';

type Verdict = StepView['verdict'];

export interface ChainFacts {
  readonly evidence: EvidenceVerdict;
  /** The time that the verdict is for: now, or the recorded time in an audit. */
  readonly atMs: number;
  readonly transcript: Bytes;
  /** Null where the transcript could not be read. */
  readonly keyConfig: Bytes | null;
  /** Of the check that the relay's key configuration is the bound one. */
  readonly keyVerdict: Verdict;
  readonly keyId: number | null;
}

export function chainView(facts: ChainFacts): ChainLinkView[] {
  const { evidence } = facts;
  const { signed } = evidence;
  if (signed === null) return unsignedLinks(evidence);
  const document: ChainLinkView = {
    kind: 'document',
    verdict: verdictOf(evidence, DOCUMENT_STEPS),
    name: signed.label.slice(0, MAX_NAME),
    bytesHex: toHex(evidence.evidence),
    ...(signed.timeMs === null ? {} : { fromMs: signed.timeMs }),
  };
  const registers = registersOf(signed.image);
  return [
    ...certificateLinks(signed.chain, facts),
    document,
    {
      kind: 'measurement',
      verdict: verdictOf(evidence, ['debug', 'attributes']),
      name: registers[0]?.hex ?? '',
      bytesHex: registers.map(({ hex }) => hex).join(''),
    },
    {
      kind: 'release',
      verdict: verdictOf(evidence, ['measurement']),
      name: signed.release ?? '',
    },
    ...keyLinks(facts, signed.bound),
  ];
}

/** A label to draw; the bytes have all of it. */
const MAX_NAME = 200;
const DOCUMENT_STEPS: readonly string[] = [
  ...['size', 'envelope', 'document', 'signature', 'valid-when-made', 'nonce', 'age'],
  // A report says more about the machine below it, and takes more to check.
  ...['report', 'platform', 'key-certificate', 'attestation-key', 'quoting-enclave', 'collateral'],
  ...['revocation', 'tcb'],
];

/**
 * Nothing in it is the vendor's word: which of the three is to blame, and nothing behind them is drawn as if it were
 * known. A document without a signature that holds never passes.
 */
function unsignedLinks(evidence: ChainFacts['evidence']): ChainLinkView[] {
  const hasFailed = verdictOf(evidence, DOCUMENT_STEPS) === 'fail';
  const chain = verdictOf(evidence, ['certificates', 'chain']);
  return [
    { kind: 'root', name: '', verdict: verdictOf(evidence, ['root']) },
    { kind: 'certificate', name: '', verdict: chain },
    {
      kind: 'document',
      verdict: hasFailed ? 'fail' : 'not-reached',
      name: '',
      bytesHex: toHex(evidence.evidence),
    },
  ];
}

/** The first failure decides; nothing passes by steps that were not reached. */
function verdictOf({ steps }: ChainFacts['evidence'], names: readonly string[]): Verdict {
  const verdicts = steps.filter(({ name }) => names.includes(name)).map(({ verdict }) => verdict);
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('pass') ? 'pass' : 'not-reached';
}

/** Chain and signatures hold for all of them here; what can still be wrong with one is its time. */
function certificateLinks(
  chain: readonly ChainCertificate[],
  { atMs }: ChainFacts,
): ChainLinkView[] {
  return chain.map((certificate, index) => {
    const { notBeforeMs, notAfterMs, name, bytes } = certificate;
    return {
      kind: index === 0 ? 'root' : 'certificate',
      verdict: notBeforeMs <= atMs && atMs <= notAfterMs ? 'pass' : 'fail',
      name,
      bytesHex: toHex(bytes),
      fromMs: notBeforeMs,
      untilMs: notAfterMs,
    };
  });
}

function keyLinks(
  { evidence, transcript, keyConfig, keyVerdict, keyId }: ChainFacts,
  userData: Bytes,
): ChainLinkView[] {
  const bound = verdictOf(evidence, ['binding']);
  // What hangs on a binding that does not hold is nobody's key.
  const behind = bound === 'pass' ? keyVerdict : 'not-reached';
  const config = keyConfig === null ? undefined : configWith(keyConfig, keyId);
  const isKeyThere = config !== undefined && config.keyId === keyId;
  return [
    { kind: 'user-data', verdict: bound, name: '', bytesHex: toHex(userData) },
    { kind: 'transcript', verdict: bound, name: '', bytesHex: toHex(transcript) },
    {
      kind: 'key-configuration',
      verdict: behind,
      name: '',
      ...(keyConfig && { bytesHex: toHex(keyConfig) }),
    },
    {
      kind: 'key',
      verdict: behind === 'pass' && !isKeyThere ? 'fail' : behind,
      name: keyId === null ? '' : String(keyId),
      ...(config && { bytesHex: toHex(config.publicKey) }),
    },
  ];
}

function configWith(keyConfig: Bytes, keyId: number | null): KeyConfig | undefined {
  try {
    return parseKeyConfigs(keyConfig).find((config) => config.keyId === keyId);
  } catch {
    return undefined;
  }
}
