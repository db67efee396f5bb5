/** Reads a file that a log need not have. */
import type { Bytes } from '../../lib/bytes/index.ts';
import { SettlementError, type LogFetcher } from '../../lib/settlement/index.ts';

/** A file's bytes, or undefined where the log has none of that name. */
export async function orNone(
  fetchFile: LogFetcher,
  path: string,
  maxLength: number,
): Promise<Bytes | undefined> {
  try {
    return await fetchFile(path, maxLength);
  } catch (thrown) {
    if (thrown instanceof SettlementError && thrown.code === 'log-file-absent') return undefined;
    throw thrown;
  }
}
