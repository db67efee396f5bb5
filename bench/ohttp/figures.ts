/**
 * Takes the figures of one runtime, in microseconds: runs as it is in Node and, bundled, in a browser's worker.
 * The order of what is compared is shuffled in every round. A figure is the least of its rounds: whatever else runs on
 * the machine can only add to it.
 */
import { AES_SUITE, MAX_CHUNK_SIZE, PRODUCT_SUITE, prepareSeal } from '../../lib/ohttp/index.ts';
import { createGatewayKey, openRequest } from '../../lib/ohttp/index.ts';
import type { Bytes } from '../../lib/bytes/index.ts';
import { limit, ours, peers, type Engine } from './engines.ts';
import { ciphers, random, x25519Once, type Cipher } from './primitives.ts';

export interface Figures {
  /** Client: seal and open 2 KiB, by engine name; 'limit' and 'sotto' among them. */
  readonly client2KiB: Record<string, number>;
  readonly x25519: number;
  /** Seal with a prepared context, by plaintext size. */
  readonly preparedSeal: Record<string, number>;
  readonly tokens: Record<string, number>;
  readonly mebibyte: Record<string, number>;
  readonly fastestCiphers: Record<string, string>;
}

export interface Effort {
  readonly rounds: number;
  readonly batch: number;
}

const now = (): number => performance.now() * 1000;

type Timed = () => Promise<number>;

/** The least times of several things that are measured in turns. */
async function inTurns(
  things: Record<string, Timed>,
  rounds: number,
): Promise<Record<string, number>> {
  const samples: Record<string, number[]> = {};
  for (let round = -1; round < rounds; round++) {
    const order = Object.entries(things).sort(() => Math.random() - 0.5);
    for (const [name, run] of order) {
      const value = await run();
      // The first round warms up.
      if (round >= 0) (samples[name] ??= []).push(value);
    }
  }
  return Object.fromEntries(
    Object.entries(samples).map(([name, list]) => [name, Math.min(...list)]),
  );
}

/** Microseconds for one exchange, without the gateway's part. */
function exchanges(engine: Engine, bytes: Bytes, batch: number): Timed {
  return async () => {
    const begun = [];
    const start = now();
    for (let i = 0; i < batch; i++) begun.push(await engine.seal(bytes));
    const sealed = now() - start;
    for (const exchange of begun) await exchange.answer(bytes);
    const again = now();
    for (const exchange of begun) await exchange.open();
    return (sealed + now() - again) / batch;
  };
}

function repeated(act: () => unknown, batch: number): Timed {
  return async () => {
    const start = now();
    for (let i = 0; i < batch; i++) await act();
    return (now() - start) / batch;
  };
}

/** The cipher that seals and opens this many bytes fastest. */
async function fastest(list: readonly Cipher[], size: number, batch: number): Promise<Cipher> {
  const bytes = random(size);
  const things: Record<string, Timed> = {};
  for (const cipher of list) {
    const sealed = await cipher.seal(bytes);
    things[cipher.name] = repeated(async () => {
      await cipher.seal(bytes);
      await cipher.open(sealed);
    }, batch);
  }
  const times = await inTurns(things, 5);
  const best = list.toSorted((a, b) => (times[a.name] ?? 0) - (times[b.name] ?? 0))[0];
  if (!best) throw new Error('no cipher');
  return best;
}

function limitOf(x25519: () => Promise<void>, cipher: Cipher): Engine {
  return limit(
    x25519,
    async (bytes) => cipher.seal(bytes),
    async (bytes) => cipher.open(bytes),
  );
}

async function preparedSeal(size: number, batch: number): Promise<Timed> {
  const key = await createGatewayKey(1);
  const chosen = { config: key.config, suite: PRODUCT_SUITE };
  const plaintext = random(size);
  return async () => {
    const prepared = await Promise.all(
      Array.from({ length: batch }, () => prepareSeal(chosen, 'chunked')),
    );
    const start = now();
    for (const context of prepared) await context.seal(plaintext);
    return (now() - start) / batch;
  };
}

const TOKENS = 2000;
const TOKEN_SIZE = 180;

/** 2,000 chunks of 180 bytes, one read each, against the bare opening of as many. */
async function tokens(
  list: readonly Cipher[],
  batch: number,
): Promise<[Record<string, Timed>, string]> {
  const key = await createGatewayKey(1);
  const seal = await prepareSeal({ config: key.config, suite: PRODUCT_SUITE }, 'chunked');
  const sealed = await seal.seal(random(100));
  const opened = await openRequest([key], sealed.mediaType, sealed.bytes, { random });
  const sealer = await opened.sealChunks();
  const reads = [sealer.start()];
  for (let i = 0; i < TOKENS; i++) reads.push(await sealer.chunk(random(TOKEN_SIZE)));
  const last = await sealer.final(random(1));
  const cipher = await fastest(list, TOKEN_SIZE, 20 * batch);
  const token = await cipher.seal(random(TOKEN_SIZE));
  const limitRun = repeated(async () => {
    for (let i = 0; i < TOKENS; i++) await cipher.open(token);
  }, 1);
  const run = repeated(async () => {
    const opener = sealed.openChunks();
    for (const read of reads) await opener.push(read);
    await opener.push(last);
    await opener.end();
  }, 1);
  return [{ limit: limitRun, sotto: run }, cipher.name];
}

export async function takeFigures({ rounds, batch }: Effort): Promise<Figures> {
  const x25519 = await x25519Once();
  const list = await ciphers();
  const small = await fastest(list, 2048, batch);
  const [tokenRuns, tokenCipher] = await tokens(list, batch);
  const aes = list.find(({ name }) => name === 'WebCrypto AES-GCM') ?? small;
  const client: Record<string, Timed> = {};
  for (const engine of [
    limitOf(x25519, small),
    await ours('sotto', PRODUCT_SUITE),
    await ours('sotto AES', AES_SUITE),
    ...(await peers()),
  ]) {
    client[engine.name] = exchanges(engine, random(2048), batch);
  }
  const large = random(1 << 20);
  const mebibyte = {
    limit: exchanges(limitOf(x25519, aes), large, 2),
    sotto: exchanges(await ours('sotto', AES_SUITE), large, 2),
  };
  const once = await inTurns(
    {
      x25519: repeated(x25519, batch),
      2048: await preparedSeal(2048, batch),
      [MAX_CHUNK_SIZE]: await preparedSeal(MAX_CHUNK_SIZE - 56, batch),
      4096: await preparedSeal(4096 - 56, batch),
    },
    rounds,
  );
  const { x25519: agreement = Number.NaN, ...sealing } = once;
  return {
    client2KiB: await inTurns(client, rounds),
    x25519: agreement,
    preparedSeal: sealing,
    tokens: await inTurns(tokenRuns, rounds),
    mebibyte: await inTurns(mebibyte, rounds),
    fastestCiphers: { '2 KiB': small.name, tokens: tokenCipher },
  };
}
