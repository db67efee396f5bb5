/**
 * A whole settled batch from an aggregator of blobs (protocol notes, section 6.6). The aggregator learns our address
 * and that somebody looks at this batch, which holds many answers. Must never be asked for one answer.
 */
import { fromUtf8, type Bytes } from '../bytes/index.ts';
import { readWhole } from './bounded-read.ts';
import { RelayError } from './errors.ts';
import { networkError, send, type Fetch } from './outer-request.ts';
import { SHORT_TIMEOUT_MS, withTimeout } from './place.ts';

const MAX_BYTES = 8_388_608;
/** The id comes from the chain: it may name a blob and nothing beside it. */
const BLOB_ID = /^[\w-]{1,200}$/;

/** The batch's dump, still to be parsed. */
export async function fetchBlob(
  fetch: Fetch,
  aggregatorUrl: string,
  blobId: string,
  caller: AbortSignal,
): Promise<unknown> {
  if (!BLOB_ID.test(blobId)) throw new RelayError('blob-unavailable', 'id');
  const signal = withTimeout(caller, SHORT_TIMEOUT_MS);
  const url = `${aggregatorUrl}/v1/blobs/${blobId}`;
  let body: Bytes;
  try {
    body = await readWhole(await send(fetch, { url, accept: '*/*', signal }), MAX_BYTES, signal);
  } catch (cause) {
    throw networkError(signal, 'blob-unavailable', cause);
  }
  try {
    return JSON.parse(fromUtf8(body));
  } catch (cause) {
    throw new RelayError('blob-unavailable', 'not JSON', { cause });
  }
}
