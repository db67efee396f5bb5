/**
 * The person's theme and text size on a page of ours. Read from the store beside everything else, so that a page need
 * not wait for the worker to have its colours. Must never hold up a page: until it is known, the system's look counts.
 */
import { localStore } from '../../lib/platform/index.ts';
import { appearanceOf, SETTINGS_KEY, type AppearanceSettings } from '../../lib/settings/index.ts';

export function applyAppearance({ theme, textSize }: AppearanceSettings): void {
  const { dataset } = document.documentElement;
  dataset['theme'] = theme;
  dataset['text'] = textSize;
}

export function applyStoredAppearance(): void {
  localStore.get(SETTINGS_KEY).then(
    (stored) => applyAppearance(appearanceOf(stored)),
    () => undefined,
  );
}
