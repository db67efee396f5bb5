/** The activity of one ledger: its store, its hours and its page, kept up to date by events and by the clock. */
import { codeOf } from '../../../lib/errors/index.ts';
import type { Bytes } from '../../../lib/bytes/index.ts';
import { HOUR_MS } from '../../activity/files.ts';
import type { LogStore } from '../log-store.ts';
import { Hours } from './hours.ts';
import { openPage, type ActivityPage } from './page.ts';
import { ActivityStore } from './store.ts';

export interface ActivityDeskSetting {
  readonly log: LogStore;
  readonly now: () => number;
  /** The built page's folder (scripts/activity-page.ts); without it there are the files and no page. */
  readonly pageFolder: string | undefined;
  readonly report: (code: string) => void;
}

/** A timer of a whole hour may fire a little early. */
const LATE_MS = 50;

export class ActivityDesk {
  readonly #setting: ActivityDeskSetting;
  readonly #store: ActivityStore;
  readonly #hours: Hours;
  readonly #page: ActivityPage | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    setting: ActivityDeskSetting,
    store: ActivityStore,
    hours: Hours,
    page: ActivityPage | undefined,
  ) {
    this.#setting = setting;
    this.#store = store;
    this.#hours = hours;
    this.#page = page;
  }

  static async open(setting: ActivityDeskSetting): Promise<ActivityDesk> {
    const { log, now, pageFolder } = setting;
    const { files, signing } = log;
    const { name: origin, text: verifierKey } = signing.key;
    const size = (): bigint => log.signed.size;
    const activity = await ActivityStore.open({ files, origin, verifierKey, now, size });
    const hours = await Hours.open({ files, log, activity, now });
    const page = pageFolder === undefined ? undefined : await openPage(files, pageFolder);
    const desk = new ActivityDesk(setting, activity, hours, page);
    await desk.endHour();
    await desk.#draw();
    desk.#wait();
    return desk;
  }

  now(): number {
    return this.#setting.now();
  }

  read(path: string): Promise<Bytes | undefined> {
    return this.#setting.log.readPublic(path);
  }

  introduce(bytes: Bytes): Promise<void> {
    return this.#store.introduce(bytes);
  }

  async add(message: Bytes): Promise<void> {
    await this.#store.add(message);
    await this.#draw();
  }

  /** Ends the hours that are over. An hour that cannot be written is tried again, and stops nothing else. */
  async endHour(): Promise<void> {
    try {
      if (await this.#hours.end()) await this.#draw();
    } catch (thrown) {
      this.#setting.report(codeOf(thrown) ?? 'activity-failed');
    }
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    const restMs = HOUR_MS - (this.now() % HOUR_MS) + LATE_MS;
    this.#timer = setTimeout(() => {
      void this.endHour().finally(() => this.#wait());
    }, restMs);
    this.#timer.unref();
  }

  async #draw(): Promise<void> {
    const { key } = this.#setting.log.signing;
    const { published } = this.#setting.log;
    await this.#page?.write({
      origin: key.name,
      verifierKey: key.text,
      size: published?.size ?? 0n,
      records: this.#hours.records,
      sums: this.#store.sums,
    });
  }
}
