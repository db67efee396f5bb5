/** The ways from one home of the app to the others, and to what concerns the page in front. */
import type { Home } from '../../lib/settings/index.ts';

/** The page in front, as far as the browser tells: a site that a selection button could be shown on. */
export interface SiteInFront {
  /** Scheme and host, as it is allowed and shown. */
  readonly site: string;
  /** The button is shown there. */
  readonly isOn: boolean;
}

export interface HomeDoor {
  readonly home: Home;
  /** Absent where the app is in the side panel already, or the browser has none. */
  readonly openSide?: (() => void) | undefined;
  readonly openTab?: (() => void) | undefined;
  readonly openHelp: () => void;
  readonly openKeyboard: () => void;
  /** Null for a page that no button can be shown on. */
  readonly siteInFront: () => Promise<SiteInFront | null>;
  /** Must be called in the click itself: the browser asks the person at once. */
  readonly allowSite: (site: string) => void;
  readonly removeSite: (site: string) => void;
}
