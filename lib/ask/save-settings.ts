/**
 * Takes settings that a page wrote: all of them or nothing. A relay that the browser does not let us reach is not
 * taken, so that no setting is half in force. Must never ask for a permission: that is the click's, on the page.
 */
import { takeLists } from '../networks/index.ts';
import { networkUrls, parseSettings, writeSettings, type Settings } from '../settings/index.ts';
import type { Edges } from './edges.ts';
import { AskError } from './errors.ts';

/** The settings as stored. Throws what makes them unfit, 'relay-permission-missing' for a new relay without access. */
export async function saveSettings(
  edges: Edges,
  before: Settings,
  value: unknown,
): Promise<Settings> {
  const settings = parseSettings(value);
  const known = networkUrls(before);
  const added = networkUrls(settings).filter((url) => !known.includes(url));
  const may = await Promise.all(added.map((url) => edges.mayReachRelay(url)));
  if (may.includes(false)) throw new AskError('relay-permission-missing');
  const taken = await takeLists(edges.localStore, before, settings, edges.now());
  return writeSettings(edges.localStore, taken);
}

/** True when a question would now go another way than it would have gone before. */
export function isElsewhere(before: Settings, after: Settings): boolean {
  const way = (settings: Settings): string =>
    JSON.stringify([settings.network, settings.gatewayName, networkUrls(settings)]);
  return way(before) !== way(after);
}
