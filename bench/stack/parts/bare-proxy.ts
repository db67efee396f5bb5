/** A Node http proxy without any check: what the relay is held against. */
import { Agent, createServer, request as httpRequest } from 'node:http';
import { serveParent, settings } from '../in-part.ts';
import { portOf } from '../port-of.ts';

const target = String(settings()['target']);
const agent = new Agent({ keepAlive: true });
const server = createServer((request, response) => {
  const outgoing = httpRequest(
    new URL(request.url ?? '/', target),
    { method: request.method ?? 'GET', headers: request.headers, agent },
    (incoming) => {
      response.writeHead(incoming.statusCode ?? 502, incoming.headers);
      incoming.pipe(response);
    },
  );
  outgoing.on('error', () => response.destroy());
  request.pipe(outgoing);
});
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => serveParent(`http://127.0.0.1:${portOf(server)}`));
