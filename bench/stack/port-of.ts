/** The port that a server on a free one got. */
import type { Server } from 'node:net';

export function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
