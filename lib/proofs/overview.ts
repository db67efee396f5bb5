/**
 * Everything that is kept, counted: how many asks in which state, tokens and spend by the receipts, which enclave
 * images, models and relays there were and when. Reads no sealed text.
 */
import type { Database } from './database.ts';
import { askRecord, known, type AskRecord } from './records.ts';

export interface Span {
  /** What was met: a PCR0, a model, a relay. */
  readonly value: string;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly count: number;
}

export interface Money {
  readonly currency: string;
  /** A plain decimal. */
  readonly amount: string;
}

export interface Day {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly asks: number;
  /** On the line, both ways, padding included. */
  readonly bytes: number;
  readonly spend: Money[];
}

export interface Overview {
  readonly asks: number;
  readonly imported: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** By currency; each a plain decimal. */
  readonly spend: Money[];
  /** Days with an ask, by this device's calendar, oldest first; the last year of them. */
  readonly days: Day[];
  readonly settlement: { readonly pending: number; readonly holds: number; readonly fails: number };
  readonly measurements: Span[];
  readonly models: Span[];
  readonly relays: Span[];
}

const BATCH = 500;

export async function overviewOf(database: Database): Promise<Overview> {
  const sum = new Summing();
  let after: string | undefined;
  for (;;) {
    const range = after === undefined ? null : IDBKeyRange.lowerBound(after, true);
    const batch = await database.use((handle) => handle.getAll('asks', range, BATCH));
    const records = batch.map((value) => known(askRecord, value));
    records.forEach((record) => sum.add(record));
    after = records.at(-1)?.id;
    if (batch.length < BATCH) return sum.total();
  }
}

class Summing {
  #asks = 0;
  #imported = 0;
  #input = 0;
  #output = 0;
  readonly #settlement = { pending: 0, holds: 0, fails: 0 };
  readonly #spend = new Map<string, bigint>();
  readonly #days = new Days();
  readonly #measurements = new Map<string, Span>();
  readonly #models = new Map<string, Span>();
  readonly #relays = new Map<string, Span>();

  add({ createdAtMs, model, states, about, imported }: AskRecord): void {
    // What somebody else asked and paid for is none of this person's totals.
    if (imported !== undefined) {
      this.#imported += 1;
      return;
    }
    this.#asks += 1;
    this.#days.add(createdAtMs, about);
    const { settlement } = states;
    if (settlement !== 'not-watched' && settlement !== 'not-found') {
      this.#settlement[settlement] += 1;
    }
    note(this.#models, model, createdAtMs);
    if (about === undefined) return;
    this.#input += about.inputTokens;
    this.#output += about.outputTokens;
    note(this.#measurements, about.pcr0, createdAtMs);
    note(this.#relays, about.relayHost, createdAtMs);
    spendInto(this.#spend, about);
  }

  total(): Overview {
    const newestFirst = (spans: Map<string, Span>): Span[] =>
      [...spans.values()].sort((a, b) => b.lastMs - a.lastMs).slice(0, 200);
    return {
      asks: this.#asks,
      imported: this.#imported,
      inputTokens: this.#input,
      outputTokens: this.#output,
      spend: moneyIn(this.#spend),
      days: this.#days.list(),
      settlement: this.#settlement,
      measurements: newestFirst(this.#measurements),
      models: newestFirst(this.#models),
      relays: newestFirst(this.#relays),
    };
  }
}

function note(spans: Map<string, Span>, value: string, atMs: number): void {
  if (value === '') return;
  const span = spans.get(value) ?? { value, firstMs: atMs, lastMs: atMs, count: 0 };
  const firstMs = Math.min(span.firstMs, atMs);
  spans.set(value, { value, firstMs, lastMs: Math.max(span.lastMs, atMs), count: span.count + 1 });
}

/** What was paid, and its worth in dollars where the network said so. */
function spendInto(sums: Map<string, bigint>, about: AskRecord['about']): void {
  if (about === undefined || about.currency === '') return;
  const { currency, amount, usd } = about;
  sums.set(currency, (sums.get(currency) ?? 0n) + inUnits(amount));
  if (usd !== undefined) sums.set('USD', (sums.get('USD') ?? 0n) + inUnits(usd));
}

function moneyIn(sums: ReadonlyMap<string, bigint>): Money[] {
  return [...sums].map(([currency, units]) => ({ currency, amount: inWords(units) }));
}

const MAX_DAYS = 366;

class Days {
  readonly #byDay = new Map<
    string,
    { asks: number; bytes: number; readonly sums: Map<string, bigint> }
  >();

  add(atMs: number, about: AskRecord['about']): void {
    const day = dayOf(atMs);
    const found = this.#byDay.get(day) ?? { asks: 0, bytes: 0, sums: new Map<string, bigint>() };
    found.asks += 1;
    found.bytes += (about?.sentBytes ?? 0) + (about?.receivedBytes ?? 0);
    spendInto(found.sums, about);
    this.#byDay.set(day, found);
  }

  list(): Day[] {
    return [...this.#byDay]
      .map(([day, { asks, bytes, sums }]) => ({ day, asks, bytes, spend: moneyIn(sums) }))
      .sort((a, b) => (a.day < b.day ? -1 : 1))
      .slice(-MAX_DAYS);
  }
}

function dayOf(atMs: number): string {
  const date = new Date(atMs);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Receipts carry at most 18 decimals: summed as whole numbers, so that nothing is rounded. */
const DECIMALS = 18;

function inUnits(amount: string): bigint {
  const [whole = '0', part = ''] = amount.split('.');
  return BigInt(whole + part.padEnd(DECIMALS, '0').slice(0, DECIMALS));
}

function inWords(units: bigint): string {
  const digits = units.toString().padStart(DECIMALS + 1, '0');
  const part = digits.slice(-DECIMALS).replace(/0+$/, '');
  return part === '' ? digits.slice(0, -DECIMALS) : `${digits.slice(0, -DECIMALS)}.${part}`;
}
