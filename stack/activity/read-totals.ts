/**
 * Counts the totals that hold, of all that there are: well-formed, signed by the receipt key of a transcript of this
 * very log, which evidence binds; a copy counts once, and two different ones of one key and hour condemn each other.
 */
import { toHex, type Bytes } from '../../lib/bytes/index.ts';
import { codeOf } from '../../lib/errors/index.ts';
import type { ActivityQuestion, Fault } from './check.ts';
import { ActivityError } from './errors.ts';
import { gatewayPath, hourAt, MAX_TOTALS_LENGTH, parseTotals, totalsPath } from './files.ts';
import {
  MAX_INTRODUCTION_LENGTH,
  parseIntroduction,
  type ReadIntroduction,
} from './introduction.ts';
import { judgeIntroduction, type GatewayVerdict } from './judge.ts';
import { orNone } from './or-none.ts';
import { asksIn, parseTotal, totalIsSignedBy, type SignedTotal } from './total.ts';

export interface CountedTotal {
  readonly hour: number;
  readonly asks: number;
}

/** Asks of one model under one measurement, all gateways and hours together. */
export interface Group {
  /** Null: models that are not told by name. */
  readonly model: string | null;
  readonly kind: GatewayVerdict['kind'];
  readonly image: string;
  readonly isHardware: boolean;
  readonly asks: number;
}

export interface Told {
  readonly counted: readonly CountedTotal[];
  readonly groups: readonly Group[];
}

interface Gateway {
  readonly introduction: ReadIntroduction;
  readonly verdict: GatewayVerdict;
}

export async function readTotals(
  question: ActivityQuestion,
  days: readonly string[],
  faults: Fault[],
): Promise<Told> {
  const reader = new Reader(question, faults);
  for (const day of days) {
    const path = totalsPath(day);
    const bytes = await orNone(question.fetchFile, path, MAX_TOTALS_LENGTH);
    if (bytes !== undefined) await reader.take(bytes, path);
  }
  return { counted: reader.counted, groups: reader.groups() };
}

class Reader {
  readonly counted: CountedTotal[] = [];
  readonly #question: ActivityQuestion;
  readonly #faults: Fault[];
  readonly #gateways = new Map<string, Promise<Gateway>>();
  /** What was counted, by key and hour. */
  readonly #seen = new Map<string, string>();
  readonly #groups = new Map<string, Group>();

  constructor(question: ActivityQuestion, faults: Fault[]) {
    this.#question = question;
    this.#faults = faults;
  }

  async take(file: Bytes, path: string): Promise<void> {
    let messages: readonly Bytes[] = [];
    try {
      messages = parseTotals(file);
    } catch (thrown) {
      this.#fault(thrown, path);
    }
    for (const [line, message] of messages.entries()) {
      try {
        await this.#count(message);
      } catch (thrown) {
        this.#fault(thrown, `${path}, line ${line + 1}`);
      }
    }
  }

  groups(): Group[] {
    return [...this.#groups.values()].sort((a, b) => b.asks - a.asks);
  }

  async #count(message: Bytes): Promise<void> {
    const signed = parseTotal(message);
    const { total } = signed;
    const gateway = await this.#gatewayOf(signed);
    const { receiptKey } = gateway.introduction.transcript;
    if (!(await totalIsSignedBy(signed, receiptKey))) {
      throw new ActivityError('total-signature-invalid');
    }
    if (total.hour > hourAt(this.#question.nowMs)) throw new ActivityError('total-hour-ahead');
    const place = `${toHex(receiptKey)} ${total.hour}`;
    const before = this.#seen.get(place);
    if (before === toHex(message)) return;
    if (before !== undefined) throw new ActivityError('total-contradicts');
    this.#seen.set(place, toHex(message));
    this.counted.push({ hour: total.hour, asks: asksIn(total) });
    for (const [model, asks] of total.models) this.#add(model, asks, gateway.verdict);
    if (total.other > 0) this.#add(null, total.other, gateway.verdict);
  }

  #gatewayOf({ total }: SignedTotal): Promise<Gateway> {
    const name = toHex(total.transcriptHash);
    const known = this.#gateways.get(name) ?? this.#open(name);
    this.#gateways.set(name, known);
    return known;
  }

  async #open(name: string): Promise<Gateway> {
    const { fetchFile, log, judge, anchors } = this.#question;
    const bytes = await orNone(fetchFile, gatewayPath(name), MAX_INTRODUCTION_LENGTH);
    if (bytes === undefined) throw new ActivityError('total-gateway-unknown');
    const introduction = await parseIntroduction(bytes);
    if (toHex(introduction.transcriptHash) !== name) {
      throw new ActivityError('total-gateway-unknown', 'another transcript');
    }
    const { logOrigin, logVerifierKey } = introduction.transcript;
    if (logOrigin !== log.origin || logVerifierKey !== log.verifierKey) {
      throw new ActivityError('total-log-other');
    }
    const verdict = await judgeIntroduction(introduction, judge, anchors);
    if (verdict.code !== null) throw new ActivityError('total-gateway-unproven', verdict.code);
    return { introduction, verdict };
  }

  #add(model: string | null, asks: number, { kind, image, isHardware }: GatewayVerdict): void {
    const text = image ?? '';
    const name = JSON.stringify([model, kind, text, isHardware]);
    const before = this.#groups.get(name)?.asks ?? 0;
    this.#groups.set(name, { model, kind, image: text, isHardware, asks: before + asks });
  }

  #fault(thrown: unknown, detail: string): void {
    const code = codeOf(thrown);
    // Not the log's fault: a file could not be had, and there is no verdict at all.
    if (code === undefined || code === 'log-file-unavailable') throw thrown;
    this.#faults.push({ code, detail });
  }
}
