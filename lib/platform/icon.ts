/**
 * The toolbar button's picture and words. Must never say more than it is handed: what a state means is lib/ask's.
 */
import { browser } from './browser.ts';
import { t } from './strings.ts';

/** What each picture's file name begins with; ready is the manifest's own picture. */
const PREFIXES = {
  plain: '',
  ready: '',
  busy: 'busy-',
  blocked: 'blocked-',
  offline: 'offline-',
  alarm: 'blocked-',
};

export type IconPicture = keyof typeof PREFIXES;

const SIZES = [16, 32, 48, 128] as const;

/** The files of a picture, by size. */
export function iconPaths(picture: IconPicture): Record<number, string> {
  return Object.fromEntries(
    SIZES.map((size) => [size, `/icon/${PREFIXES[picture]}${String(size)}.png`]),
  );
}

/** Shows a state on the button: a picture, and the same in words for whoever points at it or hears it. */
export async function setIcon(picture: IconPicture): Promise<void> {
  const words = picture === 'plain' ? t('app_name') : t(`icon_${picture}`);
  await Promise.all([
    browser.action.setIcon({ path: iconPaths(picture) }),
    browser.action.setTitle({ title: words }),
  ]);
}
