/**
 * Runs a folder of transparency log vectors: every list that index.json counts, entry by entry, in order.
 * A list that nothing here understands fails with as many entries as it should have.
 */
import { join } from 'node:path';
import { isRecord, type JsonRecord } from '../json.ts';
import { indexedFiles, isFigure, type IndexedFile } from './index-file.ts';
import type { Outcome } from './outcome.ts';
import type { Check, CheckMaker } from './tlog/check.ts';
import { list, readExact, record } from './tlog/fields.ts';
import * as files from './tlog/files.ts';
import * as notes from './tlog/notes.ts';
import * as proofs from './tlog/proofs.ts';

/** One list of entries: how to check one, and the entries when the file does not simply list them. */
interface Entries {
  readonly maker: CheckMaker;
  readonly entries?: (content: JsonRecord, count: number) => readonly unknown[];
}

const LISTS: Record<string, Entries> = {
  roots: { maker: proofs.roots },
  inclusion: { maker: proofs.inclusion },
  consistency: { maker: proofs.consistency },
  inclusionInvalid: { maker: proofs.inclusionInvalid },
  consistencyInvalid: { maker: proofs.consistencyInvalid },
  trees: { maker: proofs.hugeTrees },
  sizes: { maker: files.tileSizes },
  bundlesInvalid: { maker: files.bundlesInvalid },
  paths: { maker: files.paths },
  older: { maker: files.ledgerOlder },
  broken: { maker: files.ledgerBroken },
  files: { maker: filesMaker, entries: filesEntries },
  notes: { maker: notes.notes },
  formatOnly: { maker: notes.formatOnly },
  valid: { maker: notes.validCheckpoints },
  invalid: { maker: invalidMaker },
  countOnce: { maker: notes.countOnce },
  vkeys: { maker: notes.vkeys },
  vkeysInvalid: { maker: notes.vkeysInvalid },
  updates: { maker: notes.updates },
  requests: { maker: notes.witnessRequests },
};

/**
 * `files` is the whole log of a ledger, or what stands below each size of the tiles. There the index may count
 * every resource of a size although the list leaves out the many full tiles in the middle.
 */
function filesEntries(content: JsonRecord, count: number): readonly unknown[] {
  if (isRecord(content['files'])) return Object.keys(content['files']);
  const sizes = list(content['sizes']).map(record);
  const listed = sizes.flatMap(({ size, files: some }) =>
    list(some).map((file) => ({ size, file })),
  );
  if (listed.length >= count) return listed;
  return [...listed, ...sizes.flatMap(files.leftOut)];
}

function filesMaker(content: JsonRecord): Promise<Check> {
  return isRecord(content['files']) ? files.ledgerFiles(content) : files.tileFiles(content);
}

/** `invalid` holds paths where there are paths, and notes otherwise. */
function invalidMaker(content: JsonRecord): Check | Promise<Check> {
  return content['paths'] === undefined ? notes.invalidNote(content) : files.invalidPath;
}

export async function runTlog(dir: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const described of indexedFiles(dir)) outcomes.push(...(await runFile(dir, described)));
  return outcomes;
}

async function runFile(dir: string, { file, counts }: IndexedFile): Promise<Outcome[]> {
  if (Object.keys(counts).length === 0) return allFailed(file, 0, 1, 'holds no entries');
  const outcomes: Outcome[] = [];
  for (const [kind, count] of Object.entries(counts)) {
    const id = `${file}/${kind}`;
    try {
      const content = readOnce(join(dir, file));
      if (isFigure(kind, content, isKnown)) continue;
      outcomes.push(...(await runList(content, kind, id, count)));
    } catch (thrown) {
      outcomes.push(...allFailed(id, 0, count, reason(thrown)));
    }
  }
  return outcomes;
}

const isKnown = (kind: string): boolean => Object.hasOwn(LISTS, kind);

async function runList(
  content: JsonRecord,
  kind: string,
  id: string,
  count: number,
): Promise<Outcome[]> {
  const known = isKnown(kind) ? LISTS[kind] : undefined;
  if (known === undefined) return allFailed(id, 0, count, 'not understood');
  const entries = known.entries?.(content, count) ?? list(content[kind]);
  const check = await known.maker(content);
  const outcomes: Outcome[] = [];
  // In order: the requests to a witness share its state.
  for (const [i, entry] of entries.entries()) {
    outcomes.push(await runEntry(`${id}#${String(i)}`, check, entry));
  }
  return [...outcomes, ...allFailed(id, entries.length, count, 'entry is not there')];
}

async function runEntry(id: string, check: Check, entry: unknown): Promise<Outcome> {
  try {
    await check(entry);
    return { id, ok: true };
  } catch (thrown) {
    return { id: nameOf(id, entry), ok: false, why: reason(thrown) };
  }
}

function nameOf(id: string, entry: unknown): string {
  const said = isRecord(entry) ? (entry['why'] ?? entry['what']) : undefined;
  return typeof said === 'string' ? `${id} (${said})` : id;
}

function allFailed(id: string, from: number, to: number, why: string): Outcome[] {
  const missing = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
  return missing.map((i) => ({ id: `${id}#${String(i)}`, ok: false, why }));
}

function reason(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

const contents = new Map<string, JsonRecord>();

/** The same object for the same file, because trees are kept by it. */
function readOnce(file: string): JsonRecord {
  const content = contents.get(file) ?? readExact(file);
  contents.set(file, content);
  return content;
}
