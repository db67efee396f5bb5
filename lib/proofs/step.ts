/** One step of a check as plain data, the same for screens, the command line and the offline page. */
import { toHex } from '../bytes/index.ts';
import type { EvidenceStep } from '../evidence/index.ts';

export interface CheckedStep {
  name: string;
  verdict: 'pass' | 'fail' | 'not-reached';
  detail: string;
  bytesHex?: string;
}

/** A step as plain data; bytes that are long show their beginning only. */
export function stepOf(part: 'evidence' | 'receipt', step: EvidenceStep): CheckedStep {
  const { name, verdict, detail, bytes } = step;
  const shown = part === 'evidence' ? name : `receipt-${name}`;
  if (bytes === undefined) return { name: shown, verdict, detail };
  return { name: shown, verdict, detail, bytesHex: toHex(bytes.subarray(0, 256)) };
}
