/**
 * What any two of relay, issuer and gateway learn together, over everything that each of them saw of one run: many
 * people, each at an address of their own, with a voucher of their own, and many asks. The table that comes out stands
 * in stack/issuer/README.md. The gateway is played twice: its operator, who stands outside the enclave, and the enclave
 * itself, as if it were broken.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { toHex, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { BATCH_COUNT, parseBatchResponse } from '../../lib/credits/index.ts';
import { inverse, power, toBytes, toInteger } from '../../lib/credits/modular.ts';
import { randomTime } from '../../lib/wallet/vouchers.ts';
import { random } from '../fakes/credits-desk.ts';

import { ASKS_EACH, PEOPLE, play, raise, type RelaySaw, type Run } from './collusion-run.ts';

/** Sixteen bytes in a row that two records share: nothing but chance 2^-128 makes them. */
function windows(records: readonly Bytes[]): Set<string> {
  const found = new Set<string>();
  for (const record of records) {
    const hex = toHex(record);
    for (let i = 0; i + 32 <= hex.length; i += 2) found.add(hex.slice(i, i + 32));
  }
  return found;
}

function share(a: readonly Bytes[], b: readonly Bytes[], known: readonly Bytes[]): boolean {
  const [left, constant] = [windows(a), windows(known)];
  return [...windows(b)].some((one) => left.has(one) && !constant.has(one));
}

const holds = (records: readonly Bytes[], text: string): boolean =>
  records.some((record) => Buffer.from(record).includes(Buffer.from(utf8(text))));

describe('two of relay, issuer and gateway together', () => {
  let run: Run;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sotto-collusion-'));
    run = await play(folder);
    return () => rm(folder, { recursive: true, force: true });
  }, 300_000);

  const purchases = (): RelaySaw[] => run.relay.filter(({ path }) => path.startsWith('POST /i/'));
  const asks = (): RelaySaw[] => run.relay.filter(({ path }) => path.startsWith('POST /g/'));

  it('relay and issuer learn which address bought, and when it asks, and no word of it', () => {
    // The n-th sealed purchase is the n-th redemption: the address gets its account.
    const joined = run.issuer.filter(({ account }, i) => {
      const at = purchases()[i]?.address;
      return run.people.some((one) => one.account === account && one.address === at);
    });
    expect(joined).toHaveLength(PEOPLE);
    expect(asks()).toHaveLength(PEOPLE * ASKS_EACH);
    const records = [
      ...run.relay.map(({ sealed }) => sealed),
      ...run.issuer.flatMap(({ batch, answer }) => [batch, answer]),
    ];
    for (const { text } of run.gateway) expect(holds(records, text)).toBe(false);
    const spent = run.gateway.flatMap(({ tokens }) => tokens);
    expect(share(spent, records, [run.key.keyId])).toBe(false);
  });

  it('relay and gateway operator, by time: every question has its address, and its text stays sealed', () => {
    // The n-th sealed question is the n-th that the gateway opened: by order alone the pair has address and moment.
    const joined = run.gateway.filter(({ sealed, atMs }, i) => {
      const at = asks()[i];
      return at !== undefined && at.atMs <= atMs && toHex(at.sealed) === toHex(sealed);
    });
    expect(joined).toHaveLength(PEOPLE * ASKS_EACH);
  });

  it('relay and issuer, by time: who bought and when who asks, and of no ask what it was', () => {
    const perAddress = run.people.map(({ address, texts }) => {
      const times = asks().filter((one) => one.address === address);
      return [times.length, texts.length];
    });
    for (const [seen, asked] of perAddress) expect(seen).toBe(asked);
    // All questions look alike to them, so that not even their lengths tell one from another.
    expect(new Set(asks().map(({ sealed }) => sealed.length)).size).toBe(1);
    expect(new Set(purchases().map(({ sealed }) => sealed.length)).size).toBe(1);
  });

  it('issuer and a broken enclave, by time in their logs: before every question everybody had bought', () => {
    const lastSale = Math.max(...run.issuer.map(({ atMs }) => atMs));
    const crowd = run.gateway.map(
      ({ atMs }) => run.issuer.filter((sale) => sale.atMs <= atMs).length,
    );
    expect(run.gateway.every(({ atMs }) => atMs >= lastSale)).toBe(true);
    expect(new Set(crowd)).toEqual(new Set([PEOPLE]));
  });

  it('relay and gateway operator learn which address asks, and no word of it', () => {
    const records = run.relay.map(({ sealed }) => sealed);
    for (const { text } of run.gateway) expect(holds(records, text)).toBe(false);
    expect(run.written.some((line) => line.includes('private question'))).toBe(false);
    expect(run.written.some((line) => line.includes('127.0.1.'))).toBe(false);
  });

  it('relay and a broken enclave join address and text, and learn nothing of who paid', () => {
    const joined = run.gateway.filter(({ sealed, text }) => {
      const at = asks().find((one) => toHex(one.sealed) === toHex(sealed))?.address;
      return run.people.some((one) => one.address === at && one.texts.includes(text));
    });
    expect(joined).toHaveLength(run.gateway.length);
    const records = [
      ...run.relay.map(({ sealed }) => sealed),
      ...run.gateway.map(({ requestBytes }) => requestBytes),
    ];
    for (const { account } of run.people) expect(holds(records, account)).toBe(false);
  });

  it('issuer and a broken enclave share nothing but public constants', () => {
    const sold = run.issuer.flatMap(({ batch, answer }) => [batch, answer]);
    const asked = run.gateway.map(({ requestBytes }) => requestBytes);
    const spent = run.gateway.flatMap(({ tokens }) => tokens);
    expect(share(sold, [...asked, ...spent], [])).toBe(false);
    for (const { address, account } of run.people) {
      expect(holds([...sold, ...asked], address)).toBe(false);
      expect(holds([...asked, ...spent], account)).toBe(false);
    }
  });

  it('issuer and a broken enclave, with the private key, find every sale fits every credit', () => {
    const n = toInteger(run.key.rsa.modulus);
    const e = toInteger(run.key.rsa.exponent);
    let [fits, pairs] = [0, 0];
    for (const { tokens } of run.gateway.slice(0, 4)) {
      const s = toInteger(tokens[0]?.slice(-256) ?? new Uint8Array(0));
      const encoded = power(s, e, n);
      const undo = inverse(encoded, n) ?? raise('factor');
      for (const { batch, answer } of run.issuer) {
        for (const [i, entry] of parseBatchResponse(answer, BATCH_COUNT).entries()) {
          if (i % 8 !== 0 || entry === 'refused') continue;
          const blinded = toInteger(batch.slice(2 + i * 259 + 3, 2 + (i + 1) * 259));
          // The one blind that would have made this request of that credit: there always is one, and it fits.
          const r = toInteger(run.sign(toBytes((blinded * undo) % n, 256)));
          const isFit = (s * r) % n === toInteger(entry.response);
          fits += isFit && (encoded * power(r, e, n)) % n === blinded ? 1 : 0;
          pairs++;
        }
      }
    }
    expect(pairs).toBe(4 * PEOPLE * 4);
    expect(fits).toBe(pairs);
  });

  it('issuer and a broken enclave guess by time about as well as by chance', () => {
    const { hits, asked, crowd } = guessByTime(200, 50);
    const chance = asked / crowd;
    process.stdout.write(`guessed by time: ${hits} of ${asked}, by chance ${chance.toFixed(1)}\n`);
    expect(hits).toBeLessThan(2 * chance);
  });

  it('prints the table that the page shows', async () => {
    const rows = [
      ['relay + issuer', 'yes', 'yes', 'yes', 'no', '**no**'],
      ['relay + gateway operator', 'no', 'yes', 'yes', 'no', '**no**'],
      ['relay + broken enclave', 'no', 'yes', 'yes', 'yes', '**address and text: yes**'],
      ['issuer + gateway operator', 'buyers', 'no', 'yes', 'no', '**no**'],
      ['issuer + broken enclave', 'buyers', 'no', 'yes', 'yes', '**no**'],
    ];
    const page = await readFile(join(import.meta.dirname, '../../stack/issuer/README.md'), 'utf8');
    const told = page.replaceAll(/ +/g, ' ');
    for (const row of rows) expect(told).toContain(`| ${row.join(' | ')} |`);
    process.stdout.write(`${rows.map((row) => row.join(' · ')).join('\n')}\n`);
  });
});

/**
 * A month of a crowd on paper: vouchers redeemed at the wallet's random times, asks at people's own. The pair guesses
 * that whoever bought last before an ask and may still have credits is the one who asks.
 */
function guessByTime(
  crowd: number,
  asksEach: number,
): { hits: number; asked: number; crowd: number } {
  const month = 30 * 86_400_000;
  const bought: { person: number; atMs: number }[] = [];
  const asked: { person: number; atMs: number }[] = [];
  for (let person = 0; person < crowd; person++) {
    const first = randomTime('first', Math.random() * 0.2 * month, random);
    bought.push({ person, atMs: first }, { person, atMs: randomTime('next', first, random) });
    for (let i = 0; i < asksEach; i++) {
      asked.push({ person, atMs: first + Math.random() * (month - first) });
    }
  }
  const byTime = bought.toSorted((a, b) => a.atMs - b.atMs);
  const hits = asked.filter(({ person, atMs }) => {
    return byTime.findLast((one) => one.atMs <= atMs)?.person === person;
  }).length;
  return { hits, asked: asked.length, crowd };
}
