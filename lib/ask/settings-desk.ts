/**
 * The settings in force: read at the worker's start, written by a page, told to a page. Must never half take what a
 * page wrote.
 */
import type { PageLink, ToWorker } from '../messages/index.ts';
import { DEFAULT_SETTINGS, readSettings, type Settings } from '../settings/index.ts';
import type { Edges } from './edges.ts';
import type { EnclaveDesk } from './enclave.ts';
import { errorViewOf } from './error-table.ts';
import { saveSettings } from './save-settings.ts';
import { tellSettings } from './tell-settings.ts';

type SettingsCommand = Extract<
  ToWorker,
  { type: 'settings/read' | 'settings/write' | 'account/change' }
>;

export class SettingsDesk {
  readonly #edges: Edges;
  readonly #enclave: EnclaveDesk;
  readonly #onWritten: (before: Settings, after: Settings) => void;
  #now: Settings = DEFAULT_SETTINGS;

  constructor(
    edges: Edges,
    enclave: EnclaveDesk,
    onWritten: (before: Settings, after: Settings) => void,
  ) {
    this.#edges = edges;
    this.#enclave = enclave;
    this.#onWritten = onWritten;
  }

  get now(): Settings {
    return this.#now;
  }

  /** Resolves with what went wrong, if anything did: then the defaults are in force. */
  async load(): Promise<unknown> {
    try {
      this.#now = await readSettings(this.#edges.localStore);
      return undefined;
    } catch (thrown) {
      return thrown;
    }
  }

  async obey(page: PageLink, command: SettingsCommand): Promise<void> {
    if (command.type === 'settings/write') return this.#write(page, command.settings);
    if (command.type === 'account/change') await this.#enclave.changeAccount(command.bundle);
    return tellSettings(page, this.#now, this.#enclave);
  }

  async #write(page: PageLink, value: unknown): Promise<void> {
    const before = this.#now;
    try {
      this.#now = await saveSettings(this.#edges, before, value);
    } catch (thrown) {
      return tellSettings(page, before, this.#enclave, errorViewOf(thrown));
    }
    await tellSettings(page, this.#now, this.#enclave);
    this.#onWritten(before, this.#now);
  }
}
