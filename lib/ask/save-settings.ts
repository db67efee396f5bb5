/**
 * Takes settings that a page wrote: all of them or nothing. A relay that the browser does not let us reach is not
 * taken, so that no setting is half in force. Must never ask for a permission: that is the click's, on the page.
 */
import { parseSettings, writeSettings, type Settings } from '../settings/index.ts';
import type { Edges } from './edges.ts';
import { AskError } from './errors.ts';
import { takeLists } from './release-lists.ts';

/** The settings as stored. Throws what makes them unfit, 'relay-permission-missing' for a new relay without access. */
export async function saveSettings(
  edges: Edges,
  before: Settings,
  value: unknown,
): Promise<Settings> {
  const settings = parseSettings(value);
  const { relayUrl } = settings;
  const isNewRelay = relayUrl !== '' && relayUrl !== before.relayUrl;
  if (isNewRelay && !(await edges.mayReachRelay(relayUrl))) {
    throw new AskError('relay-permission-missing');
  }
  const taken = await takeLists(edges.localStore, before, settings, edges.now());
  return writeSettings(edges.localStore, taken);
}
