/** Another extension in the same browser, and a server that would hear of anything that leaks. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { isAddress } from '../../../scripts/drive/page-server.ts';
import { makeTemporary } from '../../../scripts/drive/temporary.ts';

export const NEIGHBOUR = 'Neighbour';

/** Its folder. It has every permission that could help it, and one page. */
export function makeNeighbour(): string {
  const folder = join(makeTemporary('neighbour'), 'extension');
  mkdirSync(folder);
  const manifest = {
    manifest_version: 3,
    name: NEIGHBOUR,
    version: '1.0',
    permissions: ['tabs', 'scripting', 'storage'],
    host_permissions: ['<all_urls>'],
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'page.html'), '<!doctype html><title>neighbour</title>');
  return folder;
}

export interface Listener {
  readonly url: string;
  readonly heard: readonly string[];
  close(): Promise<void>;
}

export async function listen(): Promise<Listener> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!isAddress(address)) throw new Error('the listener has no port');
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    heard,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
