/**
 * Which requests have been answered, for vouchers and for refunds: one durable record before the answer, and the same
 * request again is the same record. What is signed follows from the record alone (raw RSA has one answer), so that a
 * retry gets the very bytes that a kill may have swallowed.
 *
 *   voucher   01 | id 32 | SHA-256(batch) 32 | u32 key number
 *   refund    02 | id 32 | SHA-256(request) 32 | u32 key number       id = SHA-256(key id, nonce) of the token
 *
 * Must never hold what a voucher is, who brought it, or a time.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { concat, copyOf, Reader, toHex, u32, u8, type Bytes } from '../../lib/bytes/index.ts';
import { Journal } from '../durable/index.ts';
import { IssuerError } from './errors.ts';

const KINDS = { voucher: 1, refund: 2 } as const;
type Kind = keyof typeof KINDS;

interface Answered {
  readonly requestHex: string;
  readonly keyNumber: number;
  /** Settles when the record is on the disk. */
  readonly kept: Promise<void>;
}

/** How many requests one id may be answered for. */
export interface Claim {
  readonly kind: Kind;
  readonly id: Bytes;
  readonly most: number;
  readonly request: Bytes;
  /** The key that a first answer would be signed with. */
  readonly keyNumber: number;
}

const KEPT = Promise.resolve();

export class Redemptions {
  readonly #journal: Journal;
  readonly #answered: Map<string, Answered[]>;

  private constructor(journal: Journal, answered: Map<string, Answered[]>) {
    this.#journal = journal;
    this.#answered = answered;
  }

  static async open(folder: string): Promise<Redemptions> {
    const answered = new Map<string, Answered[]>();
    const journal = await Journal.open(join(folder, 'private', 'redemptions'), (payload) => {
      const { name, one } = parseRecord(payload);
      answered.set(name, [...(answered.get(name) ?? []), one]);
    });
    return new Redemptions(journal, answered);
  }

  /**
   * The number of the key to sign with, once the record is on the disk; undefined when the id is used up.
   * All claims of one call stand or fall together.
   */
  async claim(...claims: readonly Claim[]): Promise<readonly number[] | undefined> {
    const found = claims.map((claim) => this.#find(claim));
    // Looked up and taken within one turn: nothing else comes in between.
    const isUsed = claims.some(
      (claim, i) => found[i] === undefined && this.#of(claim).length >= claim.most,
    );
    if (isUsed) return undefined;
    const all = claims.map((claim, i) => found[i] ?? this.#take(claim));
    try {
      await Promise.all(all.map(({ kept }) => kept));
    } catch (cause) {
      throw new IssuerError('issuer-unavailable', 'disk', { cause });
    }
    return all.map(({ keyNumber }) => keyNumber);
  }

  /** How many requests this id has been answered for. */
  countOf(claim: Pick<Claim, 'kind' | 'id'>): number {
    return this.#of(claim).length;
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  #of(claim: Pick<Claim, 'kind' | 'id'>): readonly Answered[] {
    return this.#answered.get(nameOf(claim)) ?? [];
  }

  #find(claim: Claim): Answered | undefined {
    const requestHex = toHex(sha256(claim.request));
    return this.#of(claim).find((one) => one.requestHex === requestHex);
  }

  #take(claim: Claim): Answered {
    const { kind, id, keyNumber } = claim;
    const hash = sha256(claim.request);
    const kept = this.#journal.append(concat(u8(KINDS[kind]), id, hash, u32(keyNumber)));
    // Awaited by every claim of it; a failed one must not count as unhandled in between.
    kept.catch(() => undefined);
    const one = { requestHex: toHex(hash), keyNumber, kept };
    // Stays even when the disk failed: part of the record may be there, and only a restart can tell.
    this.#answered.set(nameOf(claim), [...this.#of(claim), one]);
    return one;
  }
}

function nameOf({ kind, id }: Pick<Claim, 'kind' | 'id'>): string {
  return `${KINDS[kind]}${toHex(id)}`;
}

function parseRecord(payload: Bytes): { name: string; one: Answered } {
  const reader = new Reader(payload);
  const kind = reader.u8() === KINDS.voucher ? 'voucher' : 'refund';
  const id = reader.bytes(32);
  const requestHex = toHex(reader.bytes(32));
  const keyNumber = reader.u32();
  if (!reader.done) throw new IssuerError('issuer-state-corrupt', 'record');
  return { name: nameOf({ kind, id }), one: { requestHex, keyNumber, kept: KEPT } };
}

export function sha256(...parts: readonly Bytes[]): Bytes {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return copyOf(hash.digest());
}
