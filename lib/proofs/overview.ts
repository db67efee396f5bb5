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

export interface Overview {
  readonly asks: number;
  readonly imported: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** By currency; each a plain decimal. */
  readonly spend: { readonly currency: string; readonly amount: string }[];
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
    if (about.currency === '') return;
    const spent = this.#spend.get(about.currency) ?? 0n;
    this.#spend.set(about.currency, spent + inUnits(about.amount));
  }

  total(): Overview {
    const newestFirst = (spans: Map<string, Span>): Span[] =>
      [...spans.values()].sort((a, b) => b.lastMs - a.lastMs).slice(0, 200);
    return {
      asks: this.#asks,
      imported: this.#imported,
      inputTokens: this.#input,
      outputTokens: this.#output,
      spend: [...this.#spend].map(([currency, units]) => ({ currency, amount: inWords(units) })),
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
