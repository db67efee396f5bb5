export { isSite, patternOf, siteOf, type Site } from './site.ts';
export { SiteDesk, type SiteEdges, type SiteView } from './site-desk.ts';
export { addSite, dropSite, readSites, SITES_KEY, type SiteStore } from './store.ts';
