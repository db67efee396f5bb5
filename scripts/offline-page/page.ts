/**
 * What runs inside the offline page: proof files are dropped on it, checked by the same code as everywhere, and each
 * step is written out. Must never touch the network (the page's policy forbids it too) nor write anything but text.
 */
import { AWS_NITRO_PIN } from '../../lib/attestation/index.ts';
import type { Bytes } from '../../lib/bytes/index.ts';
import { codeOf } from '../../lib/errors/index.ts';
import {
  certificateIn,
  MAX_PROOF_LENGTH,
  ProofChecker,
  ProofSplitter,
  tellProof,
} from '../../lib/proofs/file/index.ts';

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(id);
  return found;
}

const ROOT = /^0x[0-9a-fA-F]{64}$/;
const results = byId('results');
const roots: Bytes[] = [];

function line(text: string, kind: string, into: HTMLElement = results): void {
  const element = document.createElement('li');
  element.textContent = text;
  element.className = kind;
  into.append(element);
}

/** One on each line: keys of witnesses, and roots of batches that the reader has seen on the chain. */
function named(isRoot: boolean): string[] {
  const field = byId('witnesses');
  if (!(field instanceof HTMLTextAreaElement)) return [];
  return field.value
    .split('\n')
    .map((text) => text.trim())
    .filter((text) => text !== '' && ROOT.test(text) === isRoot);
}

/** A certificate is a root that the reader trusts from now on; everything else is taken for a file of proofs. */
async function take(file: File): Promise<void> {
  const isSmall = file.size < 20_000;
  const root = isSmall ? certificateIn(new Uint8Array(await file.arrayBuffer())) : undefined;
  if (root !== undefined) {
    roots.push(root);
    line(`${file.name}: trusted as a development root from now on`, 'note');
    return;
  }
  await checkAll(file);
}

async function checkAll(file: File): Promise<void> {
  const checker = new ProofChecker({
    trustAnchors: [AWS_NITRO_PIN],
    developmentRoots: [...roots],
    witnesses: named(false),
    batchRoots: named(true).map((root) => root.toLowerCase()),
    measurements: null,
  });
  const splitter = new ProofSplitter(MAX_PROOF_LENGTH);
  let count = 0;
  try {
    for await (const piece of readPieces(file)) {
      for (const text of splitter.push(piece)) {
        count += 1;
        await checkOne(`${file.name} #${String(count)}`, text, checker);
      }
    }
    splitter.end();
    if (count === 0) line(`${file.name}: refused: no proof in it`, 'fails');
  } catch (thrown) {
    line(`${file.name}: refused: ${codeOf(thrown) ?? String(thrown)}`, 'fails');
  }
}

async function* readPieces(file: File): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  const reader = file.stream().getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    yield decoder.decode(step.value, { stream: true });
  }
}

async function checkOne(name: string, text: string, checker: ProofChecker): Promise<void> {
  const { verdict, summary: words, lines } = await tellProof(text, checker);
  if (verdict === 'note') return line(`${name}: ${words}`, 'note');
  const item = document.createElement('li');
  const details = document.createElement('details');
  const summary = document.createElement('summary');
  const steps = document.createElement('ol');
  summary.textContent = `${name}: ${words}`;
  summary.dataset['verdict'] = verdict;
  summary.className = verdict === 'fails' ? 'fails' : 'holds';
  for (const told of lines) line(told.words, told.kind, steps);
  details.append(summary, steps);
  details.open = results.childElementCount < 3;
  item.append(details);
  results.append(item);
}

async function takeAll(files: Iterable<File>): Promise<void> {
  for (const file of files) await take(file);
}

document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  void takeAll(event.dataTransfer?.files ?? []);
});
byId('files').addEventListener('change', ({ target }) => {
  if (target instanceof HTMLInputElement) void takeAll(target.files ?? []);
});
