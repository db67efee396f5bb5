/** A client of HTTP/2 that says any frame, in any order, as often as it likes, and reads only when it is told to. */
import { connect, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';

/** RFC 9113 section 6. */
export const FRAME = {
  data: 0,
  headers: 1,
  reset: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;
export const END_STREAM = 1;
export const END_HEADERS = 4;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

const HEAD_BYTES = 9;
const NOTHING = Buffer.alloc(0);

export function frame(type: number, flags = 0, stream = 0, payload: Buffer = NOTHING): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Literals without an index, RFC 7541 section 6.2.2, of less than 127 bytes each. */
export function fields(...pairs: readonly (readonly [string, string])[]): Buffer {
  return Buffer.concat(
    pairs.flatMap(([name, value]) => [
      Buffer.from([0, name.length]),
      Buffer.from(name),
      Buffer.from([value.length]),
      Buffer.from(value),
    ]),
  );
}

export interface RawHttp2 {
  readonly socket: TLSSocket;
  /** What the server said so far, as far as it was read. */
  readonly frames: readonly Frame[];
  readonly closed: Promise<void>;
  /** Says this again and again until it was said so often or the server has had enough. */
  flood(piece: (round: number) => Buffer, rounds: number): Promise<void>;
}

/** @param settings The payload of the first frame. */
export async function rawHttp2(port: number, settings: Buffer = NOTHING): Promise<RawHttp2> {
  const socket = connect({
    port,
    host: '127.0.0.1',
    ALPNProtocols: ['h2'],
    rejectUnauthorized: false,
  });
  onTestFinished(() => void socket.destroy());
  const frames: Frame[] = [];
  let unread = NOTHING;
  socket.on('data', (piece: Buffer) => {
    unread = Buffer.concat([unread, piece]);
    while (unread.length >= HEAD_BYTES) {
      const length = HEAD_BYTES + unread.readUIntBE(0, 3);
      if (unread.length < length) return;
      frames.push(parsed(unread.subarray(0, length)));
      unread = unread.subarray(length);
    }
  });
  // A reset is an end as well.
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  socket.write(Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'));
  socket.write(frame(FRAME.settings, 0, 0, settings));
  const flood: RawHttp2['flood'] = async (piece, rounds) => {
    for (let round = 0; round < rounds && !socket.destroyed; round++) {
      socket.write(piece(round));
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { socket, frames, closed, flood };
}

function parsed(bytes: Buffer): Frame {
  return {
    type: bytes.readUInt8(3),
    flags: bytes.readUInt8(4),
    stream: bytes.readUInt32BE(5),
    payload: Buffer.from(bytes.subarray(HEAD_BYTES)),
  };
}
