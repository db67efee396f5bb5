/**
 * Which connections a server has and which of them are at work, so that it can end without cutting an answer: it waits
 * for those that are under way, and whoever comes meanwhile is told to come again elsewhere, and never just turned away.
 * And which of them have been sending the head of a request for too long, or hold a session and ask nothing: counted in
 * beats of this server's own loop instead of by Node's clock, which after a stall of the server takes everybody for slow
 * whose bytes it has not read yet. Must never know what is served.
 */
import type { Http2Session } from 'node:http2';
import { Socket } from 'node:net';

interface Held {
  /** How many exchanges it is busy with. */
  open: number;
  /** What had been read of it when the last one ended; undefined before the first. */
  readAtRest: number | undefined;
  /** Beats since a head began, or since it was opened; for a session also since it last had an exchange. */
  beats: number;
}

/** A connection of HTTP/1.1, or one of HTTP/2, on which exchanges come at once. */
export type Carrier = Socket | Http2Session;

const BEAT_MS = 500;
const TOO_SLOW = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

export class Connections {
  /** Whatever is connected, also what has not said yet how it will speak. */
  readonly #all = new Set<Socket>();
  /** Sockets of HTTP/1.1. */
  readonly #sockets = new Map<Socket, Held>();
  readonly #sessions = new Map<Http2Session, Held>();
  #busy = 0;
  #isDraining = false;
  #wake: (() => void) | undefined;
  readonly #beat: NodeJS.Timeout;

  /**
   * @param headersTimeoutMs How long the head of a request may take, and a connection without any.
   * @param restMs How long a session may last after its last exchange, whatever else it says.
   */
  constructor(headersTimeoutMs: number, restMs: number) {
    const beatMs = Math.min(BEAT_MS, headersTimeoutMs / 4);
    const [most, mostAtRest] = [headersTimeoutMs, restMs].map((ms) => Math.ceil(ms / beatMs));
    this.#beat = setInterval(() => {
      this.#cutSlow(most ?? 0);
      this.#endIdle(most ?? 0, mostAtRest ?? 0);
    }, beatMs).unref();
  }

  get busy(): number {
    return this.#busy;
  }

  get count(): number {
    return this.#all.size;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** As it was taken, before it is known how it will speak. */
  addConnection(socket: Socket): void {
    this.#all.add(socket);
    socket.once('close', () => this.#all.delete(socket));
  }

  addSocket(socket: Socket): void {
    this.#sockets.set(socket, { open: 0, readAtRest: undefined, beats: 0 });
    socket.once('close', () => this.#sockets.delete(socket));
  }

  addSession(session: Http2Session): void {
    this.#sessions.set(session, { open: 0, readAtRest: undefined, beats: 0 });
    session.once('close', () => this.#sessions.delete(session));
  }

  /** Told when an exchange begins; returns what is to be called at its end. */
  begin(carrier: Carrier | undefined): () => void {
    // What comes while it ends is answered, and not waited for: or a crowd could keep it from ending.
    const isAwaited = !this.#isDraining;
    if (isAwaited) this.#busy++;
    const socket = carrier instanceof Socket ? carrier : undefined;
    const held =
      carrier instanceof Socket
        ? this.#sockets.get(carrier)
        : carrier && this.#sessions.get(carrier);
    if (held !== undefined) held.open++;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      if (isAwaited) this.#busy--;
      if (held !== undefined) {
        held.open--;
        held.readAtRest = socket?.bytesRead ?? 0;
        held.beats = 0;
        // What was written last has to leave the socket before it goes.
        if (this.#isDraining && held.open === 0) socket?.destroySoon();
      }
      if (this.#busy === 0) this.#wake?.();
    };
  }

  #cutSlow(most: number): void {
    for (const [socket, held] of this.#sockets) {
      // The body of an exchange has a deadline of its own; a connection at rest is Node's to close.
      if (held.open > 0 || held.readAtRest === socket.bytesRead) continue;
      held.beats++;
      if (held.beats < most) continue;
      socket.write(TOO_SLOW);
      socket.destroySoon();
    }
  }

  /** Pings, settings and heads that never end keep a session open, and are no reason to: only exchanges are. */
  #endIdle(most: number, mostAtRest: number): void {
    for (const [session, held] of this.#sessions) {
      if (held.open > 0) continue;
      held.beats++;
      if (held.beats >= (held.readAtRest === undefined ? most : mostAtRest)) session.destroy();
    }
  }

  /** Resolves when what is under way is done, at the latest after so long; then nothing is connected any more. */
  async drain(graceMs: number): Promise<void> {
    this.#isDraining = true;
    // GOAWAY: no new streams, those that are open go on.
    for (const session of this.#sessions.keys()) session.close();
    if (this.#busy > 0 && graceMs > 0) {
      const timer = setTimeout(() => this.#wake?.(), graceMs);
      await new Promise<void>((resolve) => (this.#wake = resolve));
      clearTimeout(timer);
    }
    // The last bytes of the last answers are still on their way through the sockets.
    const isAllWritten = this.#busy === 0;
    if (isAllWritten && graceMs > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    for (const session of this.#sessions.keys()) session.destroy();
    for (const socket of this.#sockets.keys()) socket.destroy();
    // Those that never came to a request, in the middle of a handshake for one.
    for (const socket of this.#all) socket.destroy();
    clearInterval(this.#beat);
  }
}
