/** storage.local and storage.session as plain key-value stores. Must never know what is stored. */
import { browser } from './browser.ts';

/** The same shape as settings' KeyValueStore; platform imports nothing of ours but errors. */
export interface Storage {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
}

function area(name: 'local' | 'session'): Storage {
  return {
    get: async (key) => (await browser.storage[name].get(key))[key],
    set: (key, value) => browser.storage[name].set({ [key]: value }),
    remove: (key) => browser.storage[name].remove(key),
  };
}

/** Survives the browser's exit, in clear: settings only. */
export const localStore: Storage = area('local');
/** Survives the worker's death, gone with the browser; never written to disk. */
export const sessionStore: Storage & { all(): Promise<Record<string, unknown>> } = {
  ...area('session'),
  all: () => browser.storage.session.get(null),
};
