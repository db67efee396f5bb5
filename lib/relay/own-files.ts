/**
 * The extension's own files, as the browser holds them: read so that the about page can say which build is running.
 * Nothing leaves the device: these addresses are the extension's own. Must never be handed any other address.
 */
import type { Bytes } from '../bytes/index.ts';
import { RelayError } from './errors.ts';
import type { Fetch } from './outer-request.ts';

/** `root` is what the browser says the extension's own root is, with its slash. */
export async function readOwnFile(
  root: string,
  path: string,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
): Promise<Bytes> {
  const url = new URL(path, root).href;
  if (!url.startsWith(root)) throw new RelayError('relay-request-refused', 'not a file of ours');
  const response = await fetch(url, { credentials: 'omit', redirect: 'error', cache: 'no-store' });
  if (!response.ok) throw new RelayError('relay-answer-invalid', `status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
