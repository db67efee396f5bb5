/**
 * Keeps, for every hour that is over, the checkpoint that was published as it ended: what shows how many leaves were
 * settled in which hour, held by the tree itself. Hours in which the ledger did not run get the checkpoint that stood.
 * Must never write an hour twice, nor one that is not over.
 */
import { utf8 } from '../../../lib/bytes/index.ts';
import {
  dayOf,
  firstHourOf,
  formatHours,
  hourAt,
  hoursPath,
  parseHours,
  DAY_HOURS,
  type HourRecord,
} from '../../activity/files.ts';
import type { DurableFiles } from '../durable-files.ts';
import type { LogStore } from '../log-store.ts';
import type { ActivityStore } from './store.ts';

export interface HoursSetting {
  readonly files: DurableFiles;
  readonly log: Pick<LogStore, 'published'>;
  readonly activity: ActivityStore;
  readonly now: () => number;
}

/** After a longer rest only this much is filled in: a month, which is more than the page shows. */
const MOST_FILLED = 31 * DAY_HOURS;

export class Hours {
  readonly #setting: HoursSetting;
  #records: HourRecord[] = [];
  #turn: Promise<void> = Promise.resolve();

  private constructor(setting: HoursSetting) {
    this.#setting = setting;
  }

  static async open(setting: HoursSetting): Promise<Hours> {
    const hours = new Hours(setting);
    // The newest days that have hours; totals alone make a day too.
    for (const day of setting.activity.days.slice(-3)) {
      hours.#records.push(...(await hours.#readDay(day)));
    }
    return hours;
  }

  /** Of the newest days, oldest first. */
  get records(): readonly HourRecord[] {
    return this.#records;
  }

  /** Ends every hour that is over. To be called before a checkpoint is published, and by a timer. */
  end(): Promise<boolean> {
    const ended = this.#turn.then(() => this.#end());
    this.#turn = ended.then(
      () => undefined,
      () => undefined,
    );
    return ended;
  }

  async #end(): Promise<boolean> {
    const { log, now } = this.#setting;
    const over = hourAt(now()) - 1;
    const { published } = log;
    if (published === null) return false;
    const last = this.#records.at(-1)?.hour ?? over - 1;
    const from = Math.max(last + 1, over - MOST_FILLED + 1);
    if (from > over) return false;
    for (let day = dayOf(from); ; day = dayOf(firstHourOf(day) + DAY_HOURS)) {
      const first = firstHourOf(day);
      const until = Math.min(over, first + DAY_HOURS - 1);
      await this.#write(day, Math.max(from, first), until, published.noteBytes);
      if (until === over) return true;
    }
  }

  async #write(
    day: string,
    from: number,
    until: number,
    noteBytes: HourRecord['noteBytes'],
  ): Promise<void> {
    const { activity, files } = this.#setting;
    await activity.nameDay(day);
    const before = await this.#readDay(day);
    // A disk that failed after the file was in its place has the hour although this run was told that it has not.
    const next = Math.max(from, (before.at(-1)?.hour ?? 0) + 1);
    const added = Array.from({ length: Math.max(0, until - next + 1) }, (_, i) => ({
      hour: next + i,
      noteBytes,
    }));
    const all = [...before, ...added];
    const bytes = utf8(formatHours(all));
    await files.replace({ path: `public/${hoursPath(day)}`, bytes });
    const earlier = this.#records.filter(({ hour }) => hour < firstHourOf(day));
    this.#records = [...earlier, ...all].slice(-MOST_FILLED);
  }

  async #readDay(day: string): Promise<HourRecord[]> {
    const bytes = await this.#setting.files.read(`public/${hoursPath(day)}`);
    return bytes === undefined ? [] : parseHours(bytes, day);
  }
}
