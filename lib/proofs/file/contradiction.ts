/**
 * The file that shows a log's contradiction to anybody: two signed heads and the hashes between them, as one JSON object
 * like a proof file. Whose key it is the reader must know: a key that nobody relied on proves nothing against anybody.
 * Must never carry a word of an ask: it is about the log alone.
 */
import { toBase64Url, toHex } from '../../bytes/index.ts';
import {
  parseVerifierKey,
  verifyContradiction,
  type Contradiction,
} from '../../settlement/index.ts';
import { list, oneOf, record, text } from '../../shape/index.ts';
import { byteField } from './byte-field.ts';
import { ProofFileError } from './errors.ts';

const CONTRADICTION_FORMAT = 'sotto log contradiction';
const VERSION = 1;

export interface ContradictionFile extends Contradiction {
  readonly origin: string;
  readonly verifierKey: string;
}

/** What the two heads say, the smaller tree first. */
export interface ContradictedTree {
  readonly size: string;
  readonly rootHex: string;
}

export function encodeContradiction(file: ContradictionFile): string {
  const { origin, verifierKey, notes, hashes } = file;
  const value = {
    format: CONTRADICTION_FORMAT,
    version: VERSION,
    origin,
    verifierKey,
    notes: notes.map((note) => toBase64Url(note)),
    hashes: hashes.map((hash) => toBase64Url(hash)),
  };
  return `${JSON.stringify(value)}\n`;
}

const shape = record({
  format: oneOf(CONTRADICTION_FORMAT),
  version: oneOf(VERSION),
  origin: text(1024),
  verifierKey: text(1024),
  notes: list(byteField(262_144), 2),
  hashes: list(byteField(32), 70),
});

/** Reads one. Throws ProofFileError 'proof-file-malformed'. */
export function parseContradiction(json: string): ContradictionFile {
  try {
    const { origin, verifierKey, notes, hashes } = shape(JSON.parse(json));
    const [held, shown] = notes;
    if (held === undefined || shown === undefined) throw new Error('two notes');
    return { origin, verifierKey, notes: [held, shown], hashes };
  } catch (cause) {
    throw new ProofFileError('proof-file-malformed', 'contradiction', { cause });
  }
}

/** Throws a SettlementError unless the two heads contradict each other under that key. */
export async function checkContradiction(file: ContradictionFile): Promise<ContradictedTree[]> {
  const { origin, verifierKey } = file;
  const logKey = await parseVerifierKey(verifierKey);
  const trees = await verifyContradiction(file, { origin, logKey, witnessKeys: [] });
  return [trees.older, trees.newer].map(({ size, root }) => {
    return { size: size.toString(), rootHex: toHex(root) };
  });
}

/** In words, for a file whose text is one; null for any other text. Throws where it is one that does not hold. */
export async function contradictionWords(json: string): Promise<string | null> {
  // The name stands at the beginning of what we write; a proof may be megabytes long.
  if (!json.slice(0, 200).includes(CONTRADICTION_FORMAT)) return null;
  const file = parseContradiction(json);
  const trees = await checkContradiction(file);
  const heads = trees.map(({ size, rootHex }) => `${size} entries with root ${rootHex}`);
  return `log contradicted: ${file.origin} has signed ${heads.join(' and ')}; its key: ${file.verifierKey}`;
}
