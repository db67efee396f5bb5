/**
 * The sites that the person allowed, in a record of their own and not among the settings: a settings file taken in from
 * elsewhere cannot add one. Must never hold when, how often, or what for a site was used.
 */
import { isSite, type Site } from './site.ts';

/** What this needs of storage.local. */
export interface SiteStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
}

export const SITES_KEY = 'sites';
const MAX_SITES = 500;

export async function readSites(store: SiteStore): Promise<readonly Site[]> {
  const stored = await store.get(SITES_KEY);
  return Array.isArray(stored) ? stored.filter(isSite) : [];
}

export async function addSite(store: SiteStore, site: Site): Promise<void> {
  const sites = await readSites(store);
  if (sites.includes(site) || !isSite(site)) return;
  await store.set(SITES_KEY, [...sites, site].slice(-MAX_SITES).sort());
}

export async function dropSite(store: SiteStore, site: Site): Promise<void> {
  const sites = await readSites(store);
  if (sites.includes(site)) {
    await store.set(
      SITES_KEY,
      sites.filter((one) => one !== site),
    );
  }
}
