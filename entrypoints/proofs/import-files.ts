/** Takes in what holds of the files that were dropped or chosen, as they stream in. */
import type { ImportView } from '../../components/proof/ImportZone.tsx';
import { sessionStore } from '../../lib/platform/index.ts';
import { createProofImporter } from '../../lib/proofs/index.ts';
import { ProofFileError } from '../../lib/proofs/file/index.ts';
import { readProofs, type ReadProof } from '../../lib/review/index.ts';
import type { Settings } from '../../lib/settings/index.ts';

export const NOTHING_IMPORTED: ImportView = {
  isReading: false,
  counts: { added: 0, known: 0, checked: 0, refused: 0 },
  shown: [],
};

/** A file may hold ten thousand: so many that hold are shown with their steps, and so many that do not. */
const SHOWN = { held: 20, refused: 200 };
/** The screen follows at this pace. */
const PACE_MS = 100;

/** Throws what the store throws; a bad proof is an outcome, not an error. */
export async function importFiles(
  files: readonly File[],
  settings: Settings,
  isAdding: boolean,
  show: (view: ImportView) => void,
): Promise<void> {
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const importer = isAdding ? createProofImporter(random, sessionStore) : null;
  const edges = { importer, settings, now: () => Date.now() };
  const counts = { ...NOTHING_IMPORTED.counts };
  const shown: ReadProof[] = [];
  let toldMs = 0;
  const tell = (isReading: boolean): void => {
    toldMs = performance.now();
    show({ isReading, counts: { ...counts }, shown: [...shown] });
  };
  tell(true);
  try {
    for (const file of files) {
      for await (const proof of readProofs(edges, file.name, piecesOf(file))) {
        counts[proof.outcome] += 1;
        if (isShown(proof, counts)) shown.push(proof);
        if (performance.now() - toldMs > PACE_MS) tell(true);
      }
    }
  } finally {
    tell(false);
    await importer?.close();
  }
}

function isShown({ outcome }: ReadProof, counts: Readonly<Record<string, number>>): boolean {
  if (outcome === 'refused') return (counts['refused'] ?? 0) <= SHOWN.refused;
  const held = (counts['added'] ?? 0) + (counts['known'] ?? 0) + (counts['checked'] ?? 0);
  return held <= SHOWN.held;
}

async function* piecesOf(file: File): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const reader = file.stream().getReader();
  for (;;) {
    const step = await reader.read();
    let piece: string;
    try {
      piece = decoder.decode(step.value, { stream: !step.done });
    } catch (cause) {
      throw new ProofFileError('proof-file-malformed', 'not UTF-8', { cause });
    }
    yield piece;
    if (step.done) return;
  }
}
