/**
 * Checks proof files that were dropped on the proofs page, under this device's own settings. They are looked at, not
 * added to what this device asked itself.
 */
import type { CheckedFile } from '../../components/proof/ProofLibrary.tsx';
import { AWS_NITRO_PIN } from '../../lib/attestation/index.ts';
import { codeOf } from '../../lib/errors/index.ts';
import {
  MAX_PROOF_LENGTH,
  parseProofFile,
  ProofChecker,
  ProofSplitter,
  summaryOf,
} from '../../lib/proofs/file/index.ts';
import { developmentRootBytes, type Settings } from '../../lib/settings/index.ts';

export async function* checkFile(file: File, settings: Settings): AsyncGenerator<CheckedFile> {
  const allowed = [...settings.releases, ...settings.consents];
  const checker = new ProofChecker({
    trustAnchors: [AWS_NITRO_PIN],
    developmentRoots: developmentRootBytes(settings.developmentRoots),
    witnesses: settings.witnesses,
    measurements: allowed.length === 0 ? null : allowed,
  });
  const splitter = new ProofSplitter(MAX_PROOF_LENGTH);
  let count = 0;
  const named = (): string => `${file.name} #${String(count)}`;
  try {
    for await (const piece of piecesOf(file)) {
      for (const text of splitter.push(piece)) {
        count += 1;
        const verdict = await checker.check(parseProofFile(text));
        const holds = verdict.verdict !== 'fails';
        yield { name: named(), holds, words: summaryOf(verdict), steps: verdict.steps };
      }
    }
    splitter.end();
  } catch (thrown) {
    const words = `refused: ${codeOf(thrown) ?? 'unexpected'}`;
    yield { name: named(), holds: false, words, steps: [] };
  }
}

async function* piecesOf(file: File): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = file.stream().getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    yield decoder.decode(step.value, { stream: true });
  }
}
