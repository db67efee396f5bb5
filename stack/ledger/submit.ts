/**
 * Hands entries to a log over its add endpoint: to ours in batches, to a Tessera personality one by one. Handing in the
 * same entry again is harmless: ours answers the old index, another log at worst keeps two copies.
 * Must never put an index into a receipt: logs promise no order within a batch.
 */
import { fromUtf8, type Bytes } from '../../lib/bytes/index.ts';
import { encodeBundle } from '../../lib/settlement/index.ts';
import { call } from '../http/call.ts';
import { LedgerError } from './errors.ts';
import { ENTRIES_TYPE, ENTRY_TYPE } from './routes.ts';

export interface LogTarget {
  /** The whole address of the add endpoint. */
  readonly addUrl: string;
  /** 'batch' for stack/ledger, 'single' for Tessera's example personalities and their like. */
  readonly form: 'batch' | 'single';
  readonly token?: string;
  readonly timeoutMs?: number;
}

/** Such a log answers once it has sequenced a batch of its own: one after another would each wait for one. */
const AT_ONCE = 64;
const MAX_ANSWER_BYTES = 64 * 1024;

/** Resolves when the log has acknowledged every entry; rejects with 'ledger-submit-failed' when any is in doubt. */
export async function submitEntries(
  target: LogTarget,
  entries: readonly Bytes[],
): Promise<bigint[]> {
  if (target.form === 'batch')
    return post(target, ENTRIES_TYPE, encodeBundle(entries), entries.length);
  const indexes: bigint[] = [];
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    const some = entries.slice(at, at + AT_ONCE).map((entry) => post(target, ENTRY_TYPE, entry, 1));
    indexes.push(...(await Promise.all(some)).flat());
  }
  return indexes;
}

async function post(
  { addUrl, token, timeoutMs = 10_000 }: LogTarget,
  mediaType: string,
  body: Bytes,
  count: number,
): Promise<bigint[]> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await call({
    url: new URL(addUrl),
    method: 'POST',
    headers: { 'content-type': mediaType, ...authorization },
    body,
    maxBytes: MAX_ANSWER_BYTES,
    timeoutMs,
  }).catch((cause: unknown) => {
    throw new LedgerError('ledger-submit-failed', 'no answer', { cause });
  });
  const lines = fromUtf8(answer.body).trim().split('\n');
  const isAnswer = lines.length === count && lines.every((line) => /^\d{1,19}$/.test(line));
  if (answer.status !== 200 || !isAnswer) {
    throw new LedgerError('ledger-submit-failed', `status ${answer.status}`);
  }
  return lines.map((line) => BigInt(line));
}
