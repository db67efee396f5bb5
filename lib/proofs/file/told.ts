/** One text out of a file of proofs, checked and put in words: what the command line and the offline page both show. */
import type { CheckedStep } from '../step.ts';
import type { ProofChecker } from './check.ts';
import { contradictionWords } from './contradiction.ts';
import { parseAnyProof } from './format.ts';
import type { FileVerdict } from './run.ts';
import { receiptLine, stepLine, summaryOf } from './words.ts';

export interface Told {
  /** 'note': no proof of an ask, but a contradiction of a log, which holds. */
  readonly verdict: FileVerdict['verdict'] | 'note';
  readonly summary: string;
  readonly lines: readonly ToldLine[];
}

export interface ToldLine {
  readonly kind: CheckedStep['verdict'] | 'note';
  readonly words: string;
}

/** Throws a coded error where the text is not what it says it is. */
export async function tellProof(text: string, checker: ProofChecker): Promise<Told> {
  const contradiction = await contradictionWords(text);
  if (contradiction !== null) return { verdict: 'note', summary: contradiction, lines: [] };
  const proof = parseAnyProof(text);
  const verdict = await checker.checkAny(proof);
  const lines: ToldLine[] = verdict.steps.map((step) => ({
    kind: step.verdict,
    words: stepLine(step),
  }));
  if ('receipt' in proof) lines.push({ kind: 'note', words: await receiptLine(proof.receipt) });
  return { verdict: verdict.verdict, summary: summaryOf(verdict), lines };
}
