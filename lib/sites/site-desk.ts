/**
 * The worker's part of the selection button on sites: it stands where a site is both on the person's list and granted
 * by the browser, and nowhere else; from a site that they want no more it goes, with the grant. Must never ask for a
 * permission: that is the click's, on a page of ours.
 */
import { addSite, dropSite, readSites, type SiteStore } from './store.ts';
import { patternOf, type Site } from './site.ts';

export interface SiteEdges {
  readonly store: SiteStore;
  readonly mayRead: (site: Site) => Promise<boolean>;
  /** Has the button's script run on these sites, now and from now on, and on no others. */
  readonly register: (patterns: readonly string[]) => Promise<void>;
  /** Tells the script on open pages of a site that it is no longer wanted. */
  readonly turnOff: (pattern: string) => Promise<void>;
  readonly giveBack: (site: Site) => Promise<void>;
  /** Hosts that are granted for another reason, and stay granted. */
  readonly otherHosts: () => Promise<readonly string[]>;
}

export interface SiteView {
  readonly site: Site;
  /** The browser grants it; it may have been taken back in the browser's own settings. */
  readonly isGranted: boolean;
}

export class SiteDesk {
  readonly #edges: SiteEdges;
  #syncing: Promise<void> = Promise.resolve();

  constructor(edges: SiteEdges) {
    this.#edges = edges;
  }

  async list(): Promise<SiteView[]> {
    const sites = await readSites(this.#edges.store);
    return Promise.all(
      sites.map(async (site) => ({
        site,
        isGranted: await this.#edges.mayRead(site).catch(() => false),
      })),
    );
  }

  /** Brings what is registered in line with list and grants, whichever of the two has changed. One at a time. */
  sync(): Promise<void> {
    this.#syncing = this.#syncing.then(() => this.#sync()).catch(() => undefined);
    return this.#syncing;
  }

  async #sync(): Promise<void> {
    const granted = (await this.list()).filter(({ isGranted }) => isGranted);
    await this.#edges.register(granted.map(({ site }) => patternOf(site)));
  }

  /** Noted before the browser asks the person, since asking may close the page that asked. */
  async note(site: Site): Promise<void> {
    await addSite(this.#edges.store, site);
  }

  async remove(site: Site): Promise<void> {
    const { store, turnOff, giveBack, otherHosts } = this.#edges;
    await dropSite(store, site);
    await turnOff(patternOf(site)).catch(() => undefined);
    const others = await otherHosts();
    if (!others.includes(new URL(site).hostname)) await giveBack(site);
  }
}
