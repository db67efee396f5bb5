/**
 * Which connections a server has and which of them are at work, so that it can end without cutting an answer: idle
 * ones are closed at once, busy ones when their answer is over. Must never know what is served.
 */
import type { Http2Session } from 'node:http2';
import type { Socket } from 'node:net';

export class Connections {
  /** Sockets of HTTP/1.1 and how many exchanges each is busy with. */
  readonly #sockets = new Map<Socket, number>();
  readonly #sessions = new Set<Http2Session>();
  #busy = 0;
  #isDraining = false;
  #wake: (() => void) | undefined;

  get busy(): number {
    return this.#busy;
  }

  get count(): number {
    return this.#sockets.size;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  addSocket(socket: Socket): void {
    this.#sockets.set(socket, 0);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  addSession(session: Http2Session): void {
    this.#sessions.add(session);
    session.once('close', () => this.#sessions.delete(session));
  }

  /** Told when an exchange begins; returns what is to be called at its end. */
  begin(socket: Socket | undefined): () => void {
    this.#busy++;
    if (socket !== undefined) this.#sockets.set(socket, (this.#sockets.get(socket) ?? 0) + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#busy--;
      if (socket !== undefined && this.#sockets.has(socket)) {
        const left = (this.#sockets.get(socket) ?? 1) - 1;
        this.#sockets.set(socket, left);
        // What was written last has to leave the socket before it goes.
        if (this.#isDraining && left === 0) socket.destroySoon();
      }
      if (this.#busy === 0) this.#wake?.();
    };
  }

  /** Ends idle connections now and the rest when they are done, at the latest after so long. */
  async drain(graceMs: number): Promise<void> {
    this.#isDraining = true;
    for (const [socket, open] of this.#sockets) if (open === 0) socket.destroySoon();
    // GOAWAY: no new streams, those that are open go on.
    for (const session of this.#sessions) session.close();
    if (this.#busy > 0 && graceMs > 0) {
      const timer = setTimeout(() => this.#wake?.(), graceMs);
      await new Promise<void>((resolve) => (this.#wake = resolve));
      clearTimeout(timer);
    }
    // The last bytes of the last answers are still on their way through the sockets.
    const isAllWritten = this.#busy === 0;
    if (isAllWritten && graceMs > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    for (const session of this.#sessions) session.destroy();
    for (const socket of this.#sockets.keys()) socket.destroy();
  }
}
