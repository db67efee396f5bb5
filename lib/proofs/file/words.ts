/**
 * A verdict in words, for the command line and the offline page, which have no locale files: English, and the same in
 * both. Must never say "holds" of a development proof without saying that it is one.
 */
import { registersOf } from '../../attestation/index.ts';
import { toHex, type Bytes } from '../../bytes/index.ts';
import type { CheckedStep } from '../step.ts';
import type { FileVerdict } from './run.ts';

const MARKS = { pass: 'pass', fail: 'FAIL', 'not-reached': '  - ' } as const;

export function stepLine({ name, verdict, detail }: CheckedStep): string {
  return `${MARKS[verdict]}  ${name}${detail === '' ? '' : `: ${visible(detail)}`}`;
}

export function summaryOf(verdict: FileVerdict): string {
  const development = verdict.isDevelopment
    ? 'development (no hardware protects this enclave): '
    : '';
  if (verdict.verdict === 'fails') return `refused: ${verdict.code ?? 'unknown'}`;
  const holds = verdict.verdict === 'holds' ? 'holds' : 'holds, time not witnessed';
  const [first] = verdict.measurement === null ? [] : registersOf(verdict.measurement);
  const image = first === undefined ? '' : `; ${first.name.toUpperCase()} ${first.hex}`;
  return `${development}${holds}${image}`;
}

/** The digest that a copied answer names, so that note and file can be laid side by side. */
export async function receiptLine(receipt: Bytes): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', receipt);
  return `SHA-256 of the receipt: ${toHex(new Uint8Array(digest))}`;
}

/** Details may come out of the file: nothing in them moves a cursor or turns a line around. */
function visible(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '·');
}
