/**
 * The settings as they lie in a key-value store that is handed in.
 * Must never fall back to defaults silently when something is stored that cannot be read.
 */
import { migrate } from './migrations.ts';
import { DEFAULT_SETTINGS, parseSettings, type Settings } from './settings.ts';

/** What this needs of storage.local. */
export interface KeyValueStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
}

export const SETTINGS_KEY = 'settings';

/** The stored settings, or the defaults when none were ever stored. Throws SettingsError. */
export async function readSettings(store: KeyValueStore): Promise<Settings> {
  const stored = await store.get(SETTINGS_KEY);
  return stored === undefined ? { ...DEFAULT_SETTINGS } : parseSettings(migrate(stored));
}

/** Stores settings that came from a screen, after proving them; returns their normal form. Throws SettingsError. */
export async function writeSettings(store: KeyValueStore, value: unknown): Promise<Settings> {
  const settings = parseSettings(value);
  await store.set(SETTINGS_KEY, settings);
  return settings;
}
