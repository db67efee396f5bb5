/** Parsers of settlement and receipts under fuzz: note, checkpoint, verifier key, tile, bundle, path, witness request, receipt. */
import { fromUtf8, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { CodedError } from '../../lib/errors/index.ts';
import { parseReceipt } from '../../lib/receipts/index.ts';
import {
  decideAddCheckpoint,
  encodeBundle,
  NOTHING_WITNESSED,
  openCheckpoint,
  parseAddCheckpoint,
  parseBundle,
  parseCheckpointText,
  parseEntries,
  parseNote,
  parseResourcePath,
  parseTile,
  parseVerifierKey,
  resourcePath,
  type LogIdentity,
} from '../../lib/settlement/index.ts';
import receipts from '../vectors/receipts/receipts.json' with { type: 'json' };
import checkpoints from '../vectors/tlog/checkpoints.json' with { type: 'json' };
import witness from '../vectors/tlog/witness.json' with { type: 'json' };
import type { FuzzTarget } from './target.ts';

/** Bytes that are no text are no input of a text parser. */
function textOf(bytes: Bytes): string {
  try {
    return fromUtf8(bytes);
  } catch (cause) {
    throw new CodedError('not-text', undefined, { cause });
  }
}

const identity = async (): Promise<LogIdentity> => ({
  origin: checkpoints.origin,
  logKey: await parseVerifierKey(checkpoints.log.vkey),
  witnessKeys: await Promise.all(checkpoints.witnesses.map(({ vkey }) => parseVerifierKey(vkey))),
});

const notes = checkpoints.valid.slice(5, 17).map(({ note }) => utf8(note));
const requests = witness.requests.slice(0, 4).map(({ request }) => utf8(request));

/** What is accepted must be the one spelling: written again it is the same. */
function rewritten(path: string): string {
  const again = resourcePath(parseResourcePath(path));
  if (again !== path) throw new Error(`two spellings: ${path}`);
  return again;
}

function bundleAgain(bytes: Bytes): void {
  const again = encodeBundle(parseEntries(bytes, 256));
  if (again.join() !== bytes.join()) throw new Error('two spellings of a bundle');
}

export const targets: readonly FuzzTarget[] = [
  { name: 'note', seeds: notes, run: parseNote },
  {
    name: 'checkpoint',
    seeds: notes,
    run: async (bytes) => openCheckpoint(bytes, await identity()),
  },
  {
    name: 'checkpoint-text',
    seeds: notes.map((note) => utf8(parseNote(note).text)),
    run: (bytes) => parseCheckpointText(textOf(bytes)),
  },
  {
    name: 'verifier-key',
    seeds: checkpoints.vkeys.map(({ vkey }) => utf8(vkey)),
    run: (bytes) => parseVerifierKey(textOf(bytes)),
  },
  {
    name: 'tile',
    seeds: [new Uint8Array(32), new Uint8Array(8192)],
    run: (bytes) => parseTile(bytes, Math.max(1, Math.ceil(bytes.length / 32))),
  },
  {
    name: 'entry-bundle',
    seeds: [encodeBundle([utf8('one'), utf8(''), new Uint8Array(32)])],
    run: (bytes) => {
      bundleAgain(bytes);
      return parseBundle(bytes, 3);
    },
  },
  {
    name: 'resource-path',
    seeds: ['tile/0/x001/x234/067', 'tile/entries/000.p/17', 'tile/63/001'].map(utf8),
    run: (bytes) => rewritten(textOf(bytes)),
  },
  { name: 'witness-request', seeds: requests, run: parseAddCheckpoint },
  {
    name: 'witness-decision',
    seeds: requests,
    run: async (bytes) => {
      const log = await identity();
      return decideAddCheckpoint(
        bytes,
        () => log,
        () => NOTHING_WITNESSED,
      );
    },
  },
  {
    name: 'receipt',
    seeds: receipts.valid.map(({ receiptHex }) => new Uint8Array(Buffer.from(receiptHex, 'hex'))),
    run: parseReceipt,
  },
];
