/** Stands where a gateway stands, does nothing, and answers every POST with the bytes of one padded answer. */
import { createServer } from 'node:http';
import { MEDIA } from '../../../lib/ohttp/index.ts';
import { serveParent, settings } from '../in-part.ts';
import { portOf } from '../port-of.ts';

const { bytes = 17_600 } = settings();
const answer = Buffer.alloc(Number(bytes), 7);
const server = createServer((request, response) => {
  request.resume().once('end', () => {
    // Of no announced length, as a gateway's.
    response.writeHead(200, { 'content-type': MEDIA.chunkedResponse });
    response.end(answer);
  });
});
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => serveParent(`http://127.0.0.1:${portOf(server)}`));
