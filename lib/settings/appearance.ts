/** How the pages look: the person's choice where it differs from the system's. Must never say anything about a person. */
import { isPlainObject, oneOf, record, type Parser } from '../shape/index.ts';

export interface AppearanceSettings {
  theme: 'system' | 'light' | 'dark';
  textSize: 'normal' | 'large' | 'larger';
}

/** The popup, the browser's side panel or sidebar, a tab: one app, and the same ask goes on in each. */
export const HOMES = ['popup', 'side', 'tab'] as const;
export type Home = (typeof HOMES)[number];

export const THEMES = ['system', 'light', 'dark'] as const;
export const TEXT_SIZES = ['normal', 'large', 'larger'] as const;

export const appearanceShape: Parser<AppearanceSettings> = record({
  theme: oneOf(...THEMES),
  textSize: oneOf(...TEXT_SIZES),
});

/** Of settings as they are stored; what cannot be read is as the system has it. */
export function appearanceOf(stored: unknown): AppearanceSettings {
  try {
    return appearanceShape(isPlainObject(stored) ? stored['appearance'] : undefined);
  } catch {
    return { theme: 'system', textSize: 'normal' };
  }
}
