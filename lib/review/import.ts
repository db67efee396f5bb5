/**
 * Files of proofs that somebody else handed over: each proof is read strictly, checked in every step under this device's
 * own trust, and, if the person wants it, taken into the history when it holds. One after another as they are read, so
 * that ten thousand never stand in memory. Must never take in what does not hold, nor let one bad proof hide the others.
 */
import { trustOf, type SourcedTrust, type TrustQuestion } from '../networks/index.ts';
import type { CheckedStep, ProofImporter } from '../proofs/index.ts';
import {
  MAX_PROOF_LENGTH,
  parseAnyProof,
  ProofChecker,
  ProofFileError,
  ProofSplitter,
  summaryOf,
  type AnyProofFile,
} from '../proofs/file/index.ts';
import { developmentRootBytes, registryKeyOf, type Settings } from '../settings/index.ts';
import { textOf } from './imported-text.ts';

/** One proof of a file. */
export interface ReadProof {
  readonly file: string;
  /** Its place in the file, from 1. */
  readonly number: number;
  readonly outcome: 'added' | 'known' | 'checked' | 'refused';
  readonly code: string | null;
  /** The verdict in words, as the command line says it. */
  readonly words: string;
  readonly steps: readonly CheckedStep[];
}

export interface ImportEdges {
  /** Null: proofs are checked and none is taken in. */
  readonly importer: ProofImporter | null;
  readonly settings: Settings;
  readonly now: () => number;
}

/** @param pieces The file's text as it is read. */
export async function* readProofs(
  edges: ImportEdges,
  file: string,
  pieces: AsyncIterable<string>,
): AsyncGenerator<ReadProof, void, undefined> {
  const checkers = new Checkers(edges);
  const splitter = new ProofSplitter(MAX_PROOF_LENGTH);
  let number = 0;
  try {
    for await (const piece of pieces) {
      for (const text of splitter.push(piece)) {
        number += 1;
        yield { file, number, ...(await readOne(edges, checkers, text)) };
      }
    }
    splitter.end();
    if (number === 0) throw new ProofFileError('proof-file-malformed', 'no proof in it');
  } catch (thrown) {
    // Where the next proof begins cannot be told any more.
    yield { file, number: number + 1, ...refused(codeIn(thrown)) };
  }
}

type Outcome = Omit<ReadProof, 'file' | 'number'>;

async function readOne(edges: ImportEdges, checkers: Checkers, text: string): Promise<Outcome> {
  let proof: AnyProofFile;
  try {
    proof = parseAnyProof(text);
  } catch (thrown) {
    return refused(codeIn(thrown));
  }
  const verdict = await (await checkers.for(proof)).checkAny(proof);
  const said = { code: verdict.code, words: summaryOf(verdict), steps: verdict.steps };
  if (verdict.verdict === 'fails') return { outcome: 'refused', ...said };
  // Without the signature over its key a kept record would say less than it does elsewhere.
  const isKeepable = !('network' in proof) || proof.key !== null;
  if (edges.importer === null || !isKeepable) return { outcome: 'checked', ...said };
  const outcome = await edges.importer.add({ file: proof, verdict, text: textOf(proof) });
  return { outcome, ...said };
}

function refused(code: string): Outcome {
  return { outcome: 'refused', code, words: `refused: ${code}`, steps: [] };
}

/** What is wrong with the file is said of the proof; a full store or a broken program is not the file's fault. */
function codeIn(thrown: unknown): string {
  if (!(thrown instanceof ProofFileError)) throw thrown;
  return thrown.code;
}

/** One checker for each trust, so that what proofs share is still verified once. */
class Checkers {
  readonly #edges: ImportEdges;
  readonly #byTrust = new Map<string, ProofChecker>();

  constructor(edges: ImportEdges) {
    this.#edges = edges;
  }

  async for(file: AnyProofFile): Promise<ProofChecker> {
    const { settings, now, importer } = this.#edges;
    const trust = await trustOf(settings, askedOf(file, settings, now()));
    const key = JSON.stringify(trust.images);
    const found = this.#byTrust.get(key);
    if (found !== undefined) return found;
    const made = checkerOf(trust, settings, importer !== null);
    this.#byTrust.set(key, made);
    return made;
  }
}

/** Nobody knows over which relay, or from which registry's list, somebody else asked: the present one's consents count. */
function askedOf(file: AnyProofFile, settings: Settings, now: number): TrustQuestion {
  if (!('network' in file)) {
    const { transcript, recordedAtMs } = file;
    return { transcript, timesMs: [recordedAtMs, now] };
  }
  const place = registryKeyOf(settings.opengradient);
  return { transcript: new Uint8Array(0), timesMs: [file.registeredAtSeconds * 1000, now], place };
}

/** Who only looks and allows no image at all is shown the image; what is taken in must be allowed. */
function checkerOf(trust: SourcedTrust, settings: Settings, isStrict: boolean): ProofChecker {
  const developmentRoots = developmentRootBytes(settings.developmentRoots);
  return new ProofChecker({
    trustAnchors: trust.trustAnchors,
    developmentRoots,
    witnesses: trust.witnesses,
    ...trust.builds,
    measurements: trust.images.length === 0 && !isStrict ? null : trust.images,
  });
}
