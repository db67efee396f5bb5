/** What the header's menu needs of the sites; loaded with the menu. */
import type { SiteInFront } from '../../components/home/door.ts';
import { siteOf, type Site } from '../../lib/sites/index.ts';
import { siteDesk } from './sites.ts';

export async function siteInFront(url: string | undefined): Promise<SiteInFront | null> {
  const site = siteOf(url ?? '');
  if (site === null) return null;
  const sites = await siteDesk().list();
  return { site, isOn: sites.some((one) => one.site === site && one.isGranted) };
}

/**
 * Notes the site while the browser is still asking: its question may close the popup, but the worker hears of the grant
 * and finds the site on the list. What was refused goes off the list again.
 */
export async function noteSite(site: Site, asked: Promise<boolean>): Promise<void> {
  const desk = siteDesk();
  await desk.note(site);
  if (!(await asked.catch(() => false))) await desk.remove(site);
}

export async function removeSite(site: Site): Promise<void> {
  await siteDesk().remove(site);
}
