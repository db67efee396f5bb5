/**
 * Seals everything anew under another key, when a passphrase is set: the old key lay in the profile, and may for a
 * while still lie in bytes that the engine has freed. May be cut off at any point and begun again: what the old key
 * does not open is under the new one already. Each ask that is sealed anew gets its line in the journal, which digests
 * sealed records. Must only run while nobody else writes under the old key.
 */
import type { Database, Handle } from '../database.ts';
import { checkJournal } from '../journal-check.ts';
import { mustContinue, nextEntries } from '../journal.ts';
import { askRecord, known, proofRecord } from '../records.ts';
import type { Sealed, Vault } from '../vault.ts';
import { isPlainObject } from '../../shape/index.ts';

/** Every store with sealed records apart from the asks and their proofs, and what a record of it is sealed as. */
const SEALED = {
  drafts: (key: string) => `drafts/${key}`,
  search: (key: string) => `search/${key}`,
  wallet: () => 'wallet',
} as const;

type SealedStore = keyof typeof SEALED;

const BATCH = 50;

export interface Keys {
  readonly from: Vault;
  readonly to: Vault;
}

/** How many records were sealed anew. */
export async function sealAnew(
  database: Database,
  keys: Keys,
  tell: (done: number, of: number) => void,
): Promise<number> {
  const ids = await database.use((handle) => handle.getAllKeys('asks'));
  // What somebody altered behind our back must not be made good by this.
  const { altered, unrecorded } = await checkJournal(database);
  const suspect = new Set([...altered, ...unrecorded]);
  let changed = 0;
  for (let at = 0; at < ids.length; at += BATCH) {
    tell(at, ids.length);
    changed += await sealAsks(database, keys, ids.slice(at, at + BATCH), suspect);
  }
  for (const store of ['drafts', 'search', 'wallet'] as const) {
    const names = await database.use((handle) => handle.getAllKeys(store));
    for (const name of names) changed += await sealOne(database, keys, store, name);
  }
  tell(ids.length, ids.length);
  return changed;
}

/** Under the new key, or undefined when the old one does not open it. */
async function anew(
  { from, to }: Keys,
  place: string,
  sealed: Sealed,
): Promise<Sealed | undefined> {
  try {
    return await to.sealBytes(place, await from.openBytes(place, sealed));
  } catch {
    return undefined;
  }
}

function sealAsks(
  database: Database,
  keys: Keys,
  ids: readonly string[],
  suspect: ReadonlySet<string>,
): Promise<number> {
  return database.exclusive(async () => {
    const found = await database.use((handle) => Promise.all(ids.map((id) => readAsk(handle, id))));
    const made = (await Promise.all(found.map((one) => askAnew(keys, one)))).filter(
      (one) => one !== undefined,
    );
    const honest = made.filter(({ ask }) => !suspect.has(ask.id));
    const notes = honest.map(({ ask, proof, settlement }) => {
      const records = [ask, proof ?? null, settlement ?? null];
      return { kind: 'kept' as const, id: ask.id, records };
    });
    const entries = await nextEntries(database, notes);
    await database.write(['asks', 'proofs', 'journal'], async (transaction) => {
      await mustContinue(transaction.objectStore('journal'), entries);
      const writes: Promise<unknown>[] = [];
      for (const { ask, proof } of made) {
        writes.push(transaction.objectStore('asks').put(ask));
        if (proof !== undefined) writes.push(transaction.objectStore('proofs').put(proof));
      }
      for (const entry of entries) writes.push(transaction.objectStore('journal').put(entry));
      await Promise.all(writes);
    });
    return made.length;
  });
}

interface StoredAsk {
  readonly ask: unknown;
  readonly proof: unknown;
  readonly settlement: unknown;
}

async function readAsk(handle: Handle, id: string): Promise<StoredAsk> {
  const [ask, proof, settlement] = await Promise.all([
    handle.get('asks', id),
    handle.get('proofs', id),
    handle.get('settlements', id),
  ]);
  return { ask, proof, settlement };
}

/** Undefined for what is under the new key already, was forgotten meanwhile, or was damaged by somebody. */
async function askAnew(keys: Keys, { ask, proof, settlement }: StoredAsk) {
  if (ask === undefined) return undefined;
  const old = known(askRecord, ask);
  const summary = await anew(keys, `asks/${old.id}/summary`, old.summary);
  const text = await anew(keys, `asks/${old.id}/text`, old.text);
  if (summary === undefined || text === undefined) return undefined;
  const oldProof = proof === undefined ? undefined : known(proofRecord, proof);
  const secrets = oldProof && (await anew(keys, `proofs/${old.id}/secrets`, oldProof.secrets));
  return {
    ask: { ...old, summary, text },
    proof: oldProof && secrets ? { ...oldProof, secrets } : oldProof,
    settlement,
  };
}

async function sealOne(
  database: Database,
  keys: Keys,
  store: SealedStore,
  name: string,
): Promise<number> {
  const stored = await database.use((handle) => handle.get(store, name));
  if (!isPlainObject(stored)) return 0;
  const { iv, sealed } = stored;
  // Heads and marks of the index are not sealed.
  if (!isBytes(iv) || !isBytes(sealed)) return 0;
  const made = await anew(keys, SEALED[store](name), { iv, sealed });
  if (made === undefined) return 0;
  await database.write([store], async (transaction) => {
    const place = transaction.objectStore(store);
    if ((await place.getKey(name)) !== undefined) await place.put({ ...stored, ...made });
  });
  return 1;
}

function isBytes(value: unknown): value is Uint8Array<ArrayBuffer> {
  return value instanceof Uint8Array && value.buffer instanceof ArrayBuffer;
}
