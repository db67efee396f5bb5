/**
 * When a recorded time counts: 15 minutes from the evidence's own time, 5 around the receipt's, inside every
 * certificate's validity, and before a checkpoint that a trusted witness dated while those certificates still held.
 * Without such a witness a leaked enclave key could sign yesterday's proof tomorrow: that is a verdict of its own.
 */
import type { SignedFacts } from '../../evidence/index.ts';
import type { Receipt } from '../../receipts/index.ts';

const AFTER_EVIDENCE_MS = 15 * 60_000;
const AROUND_RECEIPT_MS = 5 * 60_000;
/** The device's clock may be this much behind the enclave's, as in the live check. */
const CLOCK_BEHIND_MS = 60_000;
/** A witness's clock against the device's. */
const WITNESS_CLOCK_MS = 5 * 60_000;

type Evidence = Pick<SignedFacts, 'timeMs' | 'chain' | 'validUntilMs'>;

/** When the key that the evidence binds is good, by the enclave's own word. */
interface KeyValidity {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Why the recorded time cannot be; undefined when it can. */
export function timeFault(
  recordedAtMs: number,
  { timeMs, chain }: Evidence,
  key: KeyValidity,
  { startedAtMs, finishedAtMs }: Pick<Receipt, 'startedAtMs' | 'finishedAtMs'>,
): string | undefined {
  // Reports of processors carry no time: the key that they bind is good for hours, and bounds it instead.
  const earliestMs = timeMs ?? key.fromMs;
  const latestMs = timeMs === null ? key.untilMs : timeMs + AFTER_EVIDENCE_MS;
  if (recordedAtMs < earliestMs - CLOCK_BEHIND_MS) return 'before the evidence was made';
  if (recordedAtMs > latestMs) return 'long after the evidence was made';
  if (recordedAtMs < startedAtMs - AROUND_RECEIPT_MS) return 'long before the receipt';
  if (recordedAtMs > finishedAtMs + AROUND_RECEIPT_MS) return 'long after the receipt';
  const isValid = chain.every(
    ({ notBeforeMs, notAfterMs }) => notBeforeMs <= recordedAtMs && recordedAtMs <= notAfterMs,
  );
  return isValid ? undefined : 'outside the validity of a certificate';
}

export type Dated = 'witnessed' | 'not-witnessed' | 'contradicted';

/** What the witnesses' word makes of the recorded time. */
export function dateBy(
  witnessedAtMs: number | null,
  recordedAtMs: number,
  { timeMs, validUntilMs }: Evidence,
  key: KeyValidity,
): Dated {
  if (witnessedAtMs === null) return 'not-witnessed';
  if (witnessedAtMs < recordedAtMs - WITNESS_CLOCK_MS) return 'contradicted';
  // Seen only after the certificates had ended: whoever had got hold of the key by then could have made it up. A
  // processor's certificates last for years, so there the bound key's own end counts.
  const endMs = timeMs === null ? Math.min(validUntilMs, key.untilMs) : validUntilMs;
  return witnessedAtMs <= endMs ? 'witnessed' : 'not-witnessed';
}
