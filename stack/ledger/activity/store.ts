/**
 * What the log tells of its activity, as static files (stack/activity/README.md): takes totals and introductions of
 * gateways, and keeps the checkpoint of every hour's end. Everything is durable before it is acknowledged; a message
 * that comes again changes nothing, and two of one key and hour that differ are refused.
 * Must never learn what an entry stands for, nor take totals that exceed its leaves.
 */
import { equal, toHex, utf8, type Bytes } from '../../../lib/bytes/index.ts';
import { ActivityError } from '../../activity/errors.ts';
import {
  dayOf,
  DAYS_PATH,
  formatDays,
  formatTotals,
  gatewayPath,
  hourAt,
  hoursPath,
  MAX_DAYS,
  MAX_TOTALS_LENGTH,
  parseDays,
  parseTotals,
  totalsPath,
} from '../../activity/files.ts';
import { parseIntroduction } from '../../activity/introduction.ts';
import { asksIn, parseTotal, totalIsSignedBy, type Total } from '../../activity/total.ts';
import type { DurableFiles } from '../durable-files.ts';

export interface ActivitySetting {
  readonly files: DurableFiles;
  readonly origin: string;
  readonly verifierKey: string;
  readonly now: () => number;
  /** Leaves that are durable. */
  readonly size: () => bigint;
}

/** Gateways of one process's lifetime; each has a key of its own for about a day. */
const MAX_GATEWAYS = 100_000;

export class ActivityStore {
  readonly #setting: ActivitySetting;
  readonly #days: string[] = [];
  /** Messages by key and hour. */
  readonly #taken = new Map<string, Bytes>();
  readonly #today: { day: string; totals: Bytes[]; length: number } = {
    day: '',
    totals: [],
    length: 0,
  };
  /** Receipt keys by transcript hash. */
  readonly #gateways = new Map<string, Bytes>();
  readonly #sums = new Map<string, number>();
  #asks = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #naming: Promise<void> = Promise.resolve();

  private constructor(setting: ActivitySetting) {
    this.#setting = setting;
  }

  static async open(setting: ActivitySetting): Promise<ActivityStore> {
    const store = new ActivityStore(setting);
    for (const day of parseDays((await store.#read(DAYS_PATH)) ?? new Uint8Array(0))) {
      store.#days.push(day);
      store.#startDay(day);
      for (const message of parseTotals((await store.#read(totalsPath(day))) ?? utf8(''))) {
        const { total } = parseTotal(message);
        const key = await store.#keyOf(total);
        if (key === undefined) throw new ActivityError('total-gateway-unknown', totalsPath(day));
        store.#remember(key, total, message);
      }
    }
    return store;
  }

  get days(): readonly string[] {
    return this.#days;
  }

  /** As the gateways signed them, by model; '' for models without a name. */
  get sums(): ReadonlyMap<string, number> {
    return this.#sums;
  }

  /** Resolves once the introduction is in place. */
  introduce(bytes: Bytes): Promise<void> {
    return this.#inTurn(async () => {
      const { transcript, transcriptHash } = await parseIntroduction(bytes);
      const { origin, verifierKey } = this.#setting;
      if (transcript.logOrigin !== origin || transcript.logVerifierKey !== verifierKey) {
        throw new ActivityError('total-log-other');
      }
      const name = toHex(transcriptHash);
      // Evidence is made anew for each run; the first one that was taken stays.
      if ((await this.#keyOf({ transcriptHash })) !== undefined) return;
      if (this.#gateways.size >= MAX_GATEWAYS) throw new ActivityError('activity-full');
      await this.#setting.files.create([{ path: `public/${gatewayPath(name)}`, bytes }]);
      this.#gateways.set(name, transcript.receiptKey);
    });
  }

  /** Resolves once the total is in the files; at once when it already is. */
  add(message: Bytes): Promise<void> {
    return this.#inTurn(async () => {
      const signed = parseTotal(message);
      const { total } = signed;
      const key = await this.#keyOf(total);
      if (key === undefined) throw new ActivityError('total-gateway-unknown');
      if (!(await totalIsSignedBy(signed, key))) throw new ActivityError('total-signature-invalid');
      const before = this.#taken.get(placeOf(key, total));
      if (before !== undefined && equal(before, message)) return;
      if (before !== undefined) throw new ActivityError('total-contradicts');
      const hour = hourAt(this.#setting.now());
      if (total.hour > hour) throw new ActivityError('total-hour-ahead');
      const { size } = this.#setting;
      if (BigInt(this.#asks + asksIn(total)) > size()) {
        throw new ActivityError('total-exceeds-leaves');
      }
      await this.#append(message, dayOf(hour));
      this.#remember(key, total, message);
    });
  }

  /** Gives a day its two files, empty, and names it: whoever reads a named day finds both. */
  nameDay(day: string): Promise<void> {
    const mine = this.#naming.then(() => this.#nameDay(day));
    this.#naming = mine.catch(() => undefined);
    return mine;
  }

  async #nameDay(day: string): Promise<void> {
    const last = this.#days.at(-1);
    // A clock that was set back writes into the newest day there is.
    if (last !== undefined && day <= last) return;
    if (this.#days.length >= MAX_DAYS) throw new ActivityError('activity-full', 'days');
    // Nothing stands in them: a day is written to only once it is named.
    await this.#replace(hoursPath(day), '');
    await this.#replace(totalsPath(day), '');
    await this.#replace(DAYS_PATH, formatDays([...this.#days, day]));
    this.#days.push(day);
  }

  async #append(message: Bytes, today: string): Promise<void> {
    await this.nameDay(today);
    const day = this.#days.at(-1) ?? today;
    if (this.#today.day !== day) this.#startDay(day);
    const text = formatTotals([message]);
    if (this.#today.length + text.length > MAX_TOTALS_LENGTH) {
      throw new ActivityError('activity-full', totalsPath(day));
    }
    await this.#replace(totalsPath(day), formatTotals([...this.#today.totals, message]));
  }

  #startDay(day: string): void {
    Object.assign(this.#today, { day, totals: [], length: 0 });
  }

  #remember(key: Bytes, total: Total, message: Bytes): void {
    this.#taken.set(placeOf(key, total), message);
    this.#today.totals.push(message);
    this.#today.length += formatTotals([message]).length;
    this.#asks += asksIn(total);
    const parts = [...total.models, ...(total.other > 0 ? [['', total.other] as const] : [])];
    for (const [model, asks] of parts) this.#sums.set(model, (this.#sums.get(model) ?? 0) + asks);
  }

  /** The receipt key of a gateway that was introduced, now or before the last start. */
  async #keyOf({ transcriptHash }: Pick<Total, 'transcriptHash'>): Promise<Bytes | undefined> {
    const name = toHex(transcriptHash);
    const known = this.#gateways.get(name);
    if (known !== undefined) return known;
    const bytes = await this.#read(gatewayPath(name));
    if (bytes === undefined) return undefined;
    const { receiptKey } = (await parseIntroduction(bytes)).transcript;
    this.#gateways.set(name, receiptKey);
    return receiptKey;
  }

  #read(path: string): Promise<Bytes | undefined> {
    return this.#setting.files.read(`public/${path}`);
  }

  #replace(path: string, text: string): Promise<void> {
    return this.#setting.files.replace({ path: `public/${path}`, bytes: utf8(text) });
  }

  /** One after another, so that no file is written from two states. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(act);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

function placeOf(key: Bytes, { hour }: Total): string {
  return `${toHex(key)} ${hour}`;
}
