/**
 * Paying for an ask inside the seal. The price is fixed by the statement and the size of the sealed request; the tokens
 * are checked (length, type, key, digest, signature), then locked under this ask's hash, and only then is a model asked.
 * An ask that could not be answered is refunded by fresh blind signatures on requests that came with it, or its credits
 * are freed. Must never let one credit pay for two asks, nor tell anybody outside the seal which credit paid.
 */
import { createHash, createHmac } from 'node:crypto';
import type { Statement } from '../../../lib/binding/index.ts';
import { copyOf, equal, toBase64Url, utf8, type Bytes } from '../../../lib/bytes/index.ts';
import {
  challengeDigest,
  creditsFor,
  encodeChallenge,
  serviceChallenge,
  spentId,
  verifyToken,
} from '../../../lib/credits/index.ts';
import { call } from '../../http/call.ts';
import type { SpentId, SpentSet } from '../../spent/index.ts';
import { InnerRefusal, type Settled } from '../errors.ts';
import type { InnerRequest } from '../inner-request.ts';
import type { IssuerWatch } from './issuer-watch.ts';

export interface CreditsOptions {
  readonly statement: Statement;
  readonly watch: IssuerWatch;
  readonly spent: SpentSet;
  /** 32 bytes, the same for all gateways of one spent set: ids on the disk mean nothing without it. */
  readonly spentKey: Bytes;
  readonly issuerUrl: string;
  /** Without it nothing is refunded by the issuer; credits of unanswered asks are freed instead. */
  readonly refundToken?: string;
}

/** An ask that is paid for, until one of its three endings. */
export interface Payment {
  readonly credits: number;
  /** The answer is whole: they are spent. */
  spend(): Promise<void>;
  /** Nothing, or not all, was answered. `mustKeep` frees them where no refund is to be had. */
  giveBack(mustKeep: boolean): Promise<Settled | undefined>;
  /** The device is gone: it may ask the very same again. */
  pause(): Promise<void>;
}

const FREE: Payment = {
  credits: 0,
  spend: () => Promise.resolve(),
  giveBack: () => Promise.resolve(undefined),
  pause: () => Promise.resolve(),
};
const REFUND_TIMEOUT_MS = 10_000;
const MAX_REFUND_BYTES = 65_536;

export class CreditsDesk {
  readonly #options: CreditsOptions;
  readonly #digest: Bytes;
  readonly #prices: ReadonlyMap<string, number>;

  private constructor(options: CreditsOptions, digest: Bytes) {
    this.#options = options;
    this.#digest = digest;
    const prices = options.statement.credits?.prices ?? [];
    this.#prices = new Map(prices.map(({ model, credits }) => [model, credits]));
  }

  static async open(options: CreditsOptions): Promise<CreditsDesk> {
    const { name, credits } = options.statement;
    const challenge = serviceChallenge(credits?.issuer ?? '', name);
    return new CreditsDesk(options, await challengeDigest(encodeChallenge(challenge)));
  }

  /** Takes what the ask costs. Throws InnerRefusal, which says whether the credits are still the device's. */
  async take(request: InnerRequest, plaintextLength: number): Promise<Payment> {
    const price = (this.#prices.get(request.model) ?? 0) * creditsFor(plaintextLength);
    const { tokens, refunds } = request;
    if (tokens.length !== price || (price > 0 && refunds.length !== price)) {
      throw new InnerRefusal('credits-missing', `${price}`);
    }
    if (price === 0) return FREE;
    const ids = await Promise.all(tokens.map((token) => this.#check(token)));
    const ask = sha256(request.requestBytes);
    const begun = await this.#options.spent.begin(ask, ids).catch((cause: unknown) => {
      throw new InnerRefusal('credits-unavailable', undefined, { cause });
    });
    switch (begun) {
      case 'new':
      case 'again':
        return this.#payment(request, ask);
      case 'running':
        throw new InnerRefusal('credits-under-way');
      case 'refunded':
        return this.#refundAgain(request);
      case 'refused':
        throw new InnerRefusal('credits-spent');
    }
  }

  async #check(bytes: Bytes): Promise<SpentId> {
    const { watch, spentKey } = this.#options;
    const listed = watch.keys;
    if (listed.length === 0) throw new InnerRefusal('credits-unavailable', 'no keys');
    const redemption = { keys: listed.map(({ key }) => key), challengeDigest: this.#digest };
    const token = await verifyToken(bytes, redemption).catch((cause: unknown) => {
      throw new InnerRefusal('credits-invalid', undefined, { cause });
    });
    const used = listed.find(({ key }) => equal(key.keyId, token.keyId));
    const id = createHmac('sha256', spentKey).update(spentId(token)).digest();
    return { id: copyOf(id), keyNumber: used?.number ?? 0 };
  }

  #payment(request: InnerRequest, ask: Bytes): Payment {
    const { spent } = this.#options;
    return {
      credits: request.tokens.length,
      spend: () => spent.end(ask, 'spent'),
      pause: () => spent.pause(ask),
      giveBack: async (mustKeep) => {
        const response = await this.#askForRefund(request);
        if (response !== undefined) {
          await spent.end(ask, 'refunded');
          return { kind: 'refunded', response };
        }
        await spent.end(ask, mustKeep ? 'freed' : 'spent');
        return mustKeep ? { kind: 'kept' } : undefined;
      },
    };
  }

  /** The same ask, come again because its refusal got lost: the issuer answers the same request with the same bytes. */
  async #refundAgain(request: InnerRequest): Promise<never> {
    const response = await this.#askForRefund(request);
    const settled = response && ({ kind: 'refunded', response } as const);
    throw new InnerRefusal('credits-refunded', undefined, { settled });
  }

  async #askForRefund({ tokens, refunds }: InnerRequest): Promise<Bytes | undefined> {
    const { issuerUrl, refundToken } = this.#options;
    if (refundToken === undefined) return undefined;
    const body = { tokens: tokens.map(toBase64Url), requests: refunds.map(toBase64Url) };
    try {
      const answer = await call({
        url: new URL('/refund', issuerUrl),
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${refundToken}` },
        body: utf8(JSON.stringify(body)),
        maxBytes: MAX_REFUND_BYTES,
        timeoutMs: REFUND_TIMEOUT_MS,
      });
      return answer.status === 200 ? answer.body : undefined;
    } catch {
      // An issuer that is away: what cannot be refunded is freed, or stays spent.
      return undefined;
    }
  }
}

function sha256(bytes: Bytes): Bytes {
  return copyOf(createHash('sha256').update(bytes).digest());
}

/** The key out of a secret line, as settings carry it. */
export function readSpentKey(text: string): Bytes {
  return sha256(utf8(`sotto spent key v1\0${text}`));
}
