/**
 * The keys that are really bound. Firefox lets us set them; Chrome has a page of its own for that, which we can open.
 * Must never assume a binding: there may be none, and the person may have changed it.
 */
import { browser } from './browser.ts';

export interface BoundKey {
  readonly name: string;
  readonly description: string;
  /** '' when none is bound. */
  readonly key: string;
}

const CHROME_PAGE = 'chrome://extensions/shortcuts';

export async function boundKeys(): Promise<BoundKey[]> {
  const commands = await browser.commands.getAll();
  return commands.flatMap(({ name = '', description = '', shortcut = '' }) =>
    // The browser's own command for the button, which we did not ask for.
    name.startsWith('_') ? [] : [{ name, description, key: shortcut }],
  );
}

export function canSetKeys(): boolean {
  return 'update' in browser.commands;
}

/** '' unbinds it. Rejects what the browser does not take for a key. */
export async function setKey(name: string, key: string): Promise<void> {
  await browser.commands.update({ name, shortcut: key });
}

export async function openKeysPage(): Promise<void> {
  await browser.tabs.create({ url: CHROME_PAGE });
}
