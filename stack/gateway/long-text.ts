/**
 * A text that grows by words for minutes. Joining strings keeps every piece and a node for each, several times the
 * text itself; written together now and then, it is one string and a few pieces.
 */
const PIECES = 32;

export class LongText {
  #written = '';
  #pieces: string[] = [];

  add(piece: string): void {
    this.#pieces.push(piece);
    if (this.#pieces.length >= PIECES) this.#write();
  }

  get whole(): string {
    this.#write();
    return this.#written;
  }

  /** `join` writes a new string; `+` would only remember both. */
  #write(): void {
    this.#written = [this.#written, ...this.#pieces].join('');
    this.#pieces = [];
  }
}
