/**
 * The witness protocol (C2SP tlog-witness), `POST .../add-checkpoint`:
 *
 *   old <size>\n  [<base64 hash>\n ... up to 63]  \n  <checkpoint with its signatures>
 *
 * Reading and writing of requests, and the witness's decision as a pure step from state to state. Must never
 * answer with a signature before the new state is stored: the caller stores, then answers.
 */
import { equal, fromUtf8, toBase64, utf8, concat, type Bytes } from '../bytes/index.ts';
import {
  openCheckpoint,
  parseHash,
  parseSize,
  type LogIdentity,
  type SignedCheckpoint,
} from './checkpoint.ts';
import { SettlementError } from './errors.ts';
import { EMPTY_ROOT } from './hashing.ts';
import { MAX_NOTE_LENGTH, parseNote, type Note } from './note.ts';
import { verifyConsistency } from './verify-proof.ts';

const MAX_REQUEST_PROOF = 63;
const MAX_HEAD_LENGTH = 4096;
export const MAX_WITNESS_REQUEST_LENGTH = MAX_HEAD_LENGTH + MAX_NOTE_LENGTH;
export const SIZE_CONFLICT_TYPE = 'text/x.tlog.size';

export interface AddCheckpointRequest {
  readonly oldSize: bigint;
  readonly proof: readonly Bytes[];
  readonly noteBytes: Bytes;
}

export function formatAddCheckpoint({ oldSize, proof, noteBytes }: AddCheckpointRequest): Bytes {
  const head = [`old ${oldSize}`, ...proof.map((hash) => toBase64(hash)), '', ''].join('\n');
  return concat(utf8(head), noteBytes);
}

export function parseAddCheckpoint(body: Bytes): AddCheckpointRequest {
  const cut = endOfHead(body);
  const [oldLine = '', ...hashLines] = readHead(body.subarray(0, cut)).split('\n');
  const oldSize = oldLine.startsWith('old ') ? parseSize(oldLine.slice(4)) : undefined;
  if (oldSize === undefined) throw malformed('old line');
  if (hashLines.length > MAX_REQUEST_PROOF) throw malformed('proof too long');
  const proof = hashLines.map((line) => {
    const hash = parseHash(line);
    if (hash === undefined) throw malformed('proof line');
    return hash;
  });
  return { oldSize, proof, noteBytes: body.slice(cut + 2) };
}

/** Where the first empty line starts: the checkpoint behind it has one of its own. */
function endOfHead(body: Bytes): number {
  for (let i = 0; i + 1 < body.length && i < MAX_HEAD_LENGTH; i++) {
    if (body[i] === 0x0a && body[i + 1] === 0x0a) return i;
  }
  throw malformed('no empty line');
}

function readHead(bytes: Bytes): string {
  try {
    return fromUtf8(bytes);
  } catch (cause) {
    throw malformed('not UTF-8', cause);
  }
}

/** What a witness remembers of a log; size 0 with the empty root before the first checkpoint. */
export interface WitnessedTree {
  readonly size: bigint;
  readonly root: Bytes;
}

export const NOTHING_WITNESSED: WitnessedTree = { size: 0n, root: EMPTY_ROOT };

export type WitnessDecision =
  /** Store the checkpoint, then cosign it. */
  | { readonly status: 200; readonly checkpoint: SignedCheckpoint }
  | { readonly status: 400 | 403 | 404 | 422 }
  | { readonly status: 409; readonly size: bigint };

/**
 * Decides about one request, in the order of the document: origin, signature, sizes, proof. `logFor` names the
 * keys trusted for an origin; `heldFor` what was last cosigned for it.
 */
export async function decideAddCheckpoint(
  body: Bytes,
  logFor: (origin: string) => LogIdentity | undefined,
  heldFor: (origin: string) => WitnessedTree | Promise<WitnessedTree>,
): Promise<WitnessDecision> {
  let request: AddCheckpointRequest;
  let note: Note;
  try {
    request = parseAddCheckpoint(body);
    note = parseNote(request.noteBytes);
  } catch (cause) {
    if (cause instanceof SettlementError) return { status: 400 };
    throw cause;
  }
  const origin = note.text.slice(0, note.text.indexOf('\n'));
  const log = logFor(origin);
  if (log === undefined) return { status: 404 };
  try {
    const checkpoint = await openCheckpoint(request.noteBytes, log);
    return await decideGrowth(request, checkpoint, await heldFor(origin));
  } catch (cause) {
    if (cause instanceof SettlementError) return { status: statusOf(cause) };
    throw cause;
  }
}

function statusOf({ code }: SettlementError): 400 | 403 | 422 {
  if (code === 'checkpoint-empty-root-wrong') return 422;
  const isUnsigned =
    code === 'note-unsigned' || code === 'note-signature-invalid' || code === 'checkpoint-unsigned';
  return isUnsigned ? 403 : 400;
}

async function decideGrowth(
  { oldSize, proof }: AddCheckpointRequest,
  checkpoint: SignedCheckpoint,
  held: WitnessedTree,
): Promise<WitnessDecision> {
  if (oldSize > checkpoint.size) return { status: 400 };
  if (oldSize !== held.size) return { status: 409, size: held.size };
  // Old 0 and equal sizes come with an empty proof; verifyConsistency then compares the roots.
  if (oldSize === checkpoint.size && !equal(held.root, checkpoint.root)) return { status: 422 };
  const holds = await verifyConsistency({
    from: held.size,
    fromRoot: held.root,
    to: checkpoint.size,
    toRoot: checkpoint.root,
    proof,
  });
  return holds ? { status: 200, checkpoint } : { status: 422 };
}

function malformed(detail: string, cause?: unknown): SettlementError {
  return new SettlementError('witness-request-malformed', detail, { cause });
}
