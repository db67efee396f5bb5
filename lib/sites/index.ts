export { isSite, siteOf, type Site } from './site.ts';
export { SiteDesk, type SiteEdges, type SiteView } from './site-desk.ts';
export { readSites, SITES_KEY, type SiteStore } from './store.ts';
