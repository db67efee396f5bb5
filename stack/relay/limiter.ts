/**
 * How much one address may ask for. An address is known here as a keyed hash under a salt that lives for minutes, in
 * memory only, and everything counted goes with it: nothing on a disk, in a log or in a metric can name an address.
 * Must never keep an address itself, nor anything that outlives its salt.
 */
import { hash, randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';

export interface LimiterOptions {
  /** What one address gets back in a minute, and the most it can have saved up. */
  readonly perMinute: number;
  readonly burst: number;
  /** When the salt and all counts are thrown away. */
  readonly forgetMs: number;
  /** Addresses counted at once; beyond, those seen longest ago are forgotten. */
  readonly maxAddresses: number;
  /** Milliseconds that only go forward: a wall clock that is set must not open or shut the door. */
  readonly monotonicMs?: () => number;
}

interface Share {
  tokens: number;
  atMs: number;
}

export class Limiter {
  readonly #options: LimiterOptions;
  readonly #monotonicMs: () => number;
  readonly #shares = new Map<string, Share>();
  #salt = newSalt();
  #saltAtMs: number;

  constructor(options: LimiterOptions) {
    this.#options = options;
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
    this.#saltAtMs = this.#monotonicMs();
  }

  get size(): number {
    return this.#shares.size;
  }

  /** True when this address has so much left, which is then taken. */
  admit(address: string, cost = 1): boolean {
    const nowMs = this.#monotonicMs();
    if (nowMs - this.#saltAtMs >= this.#options.forgetMs) this.#forget(nowMs);
    const { perMinute, burst, maxAddresses } = this.#options;
    const name = this.#nameOf(address);
    const held = this.#shares.get(name) ?? { tokens: burst, atMs: nowMs };
    const tokens = Math.min(burst, held.tokens + ((nowMs - held.atMs) / 60_000) * perMinute);
    const isAdmitted = tokens >= cost;
    // Set anew, so that the map's order is that of last use.
    this.#shares.delete(name);
    this.#shares.set(name, { tokens: isAdmitted ? tokens - cost : tokens, atMs: nowMs });
    if (this.#shares.size > maxAddresses) this.#dropOldest();
    return isAdmitted;
  }

  #dropOldest(): void {
    const [oldest] = this.#shares.keys();
    if (oldest !== undefined) this.#shares.delete(oldest);
  }

  #forget(nowMs: number): void {
    this.#salt = newSalt();
    this.#saltAtMs = nowMs;
    this.#shares.clear();
  }

  #nameOf(address: string): string {
    // The salt has a fixed length, so that no two pairs read alike; in one call, because this is every request's path.
    return hash('sha256', this.#salt + networkOf(address), 'base64');
  }
}

function newSalt(): string {
  return randomBytes(32).toString('base64');
}

/** An IPv6 customer has a /64 of addresses, so the first half is the one that counts. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  const [bare = ''] = address.split('%', 1);
  if (!isIPv6(bare)) return bare;
  const [head = '', tail] = bare.split('::', 2);
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  const groups = tail === undefined ? front : [...front, ...zeros, ...back];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
