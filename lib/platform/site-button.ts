/**
 * The selection button's script: where the browser runs it, and the few words between it and the worker. It is
 * registered for granted sites alone, so that on any other page there is nothing of ours to be found or to cost time.
 */
import { browser, type Runtime } from './browser.ts';
import type { TabFacts } from './run-in-tab.ts';

const SCRIPT_ID = 'selection-button';
const SCRIPT = 'selection-button.js';

/** What the button may say. It names an act and carries nothing: what is selected the worker reads itself. */
export type ButtonWord = 'ask' | 'not-here';
const OFF = 'off';

interface Word {
  readonly button: string;
}

function isWord(value: unknown): value is Word {
  return (
    typeof value === 'object' &&
    value !== null &&
    'button' in value &&
    typeof value.button === 'string'
  );
}

/** Has the script run on these sites from now on, and at once in their open tabs. */
export async function registerButton(patterns: readonly string[]): Promise<void> {
  const { scripting } = browser;
  const [before] = await scripting.getRegisteredContentScripts({ ids: [SCRIPT_ID] });
  const known = before?.matches ?? [];
  if (before) await scripting.unregisterContentScripts({ ids: [SCRIPT_ID] });
  if (patterns.length === 0) return;
  await scripting.registerContentScripts([
    {
      id: SCRIPT_ID,
      js: [SCRIPT],
      matches: [...patterns],
      allFrames: true,
      runAt: 'document_idle',
    },
  ]);
  const added = patterns.filter((pattern) => !known.includes(pattern));
  const tabs = await tabsOf(added);
  await Promise.allSettled(
    tabs.map((tabId) =>
      scripting.executeScript({ target: { tabId, allFrames: true }, files: [SCRIPT] }),
    ),
  );
}

/** Tells the script in open tabs to go; the grant is still there, or they could not be found. */
export async function turnOffButton(pattern: string): Promise<void> {
  const tabs = await tabsOf([pattern]);
  await Promise.allSettled(tabs.map((id) => browser.tabs.sendMessage(id, { button: OFF })));
}

async function tabsOf(patterns: readonly string[]): Promise<number[]> {
  if (patterns.length === 0) return [];
  const tabs = await browser.tabs.query({ url: [...patterns] });
  return tabs.flatMap(({ id }) => (id === undefined ? [] : [id]));
}

export interface ButtonSender {
  readonly tab: TabFacts;
  readonly frameId: number | undefined;
  /** Of the frame that it stands in. */
  readonly url: string | undefined;
}

/** In the worker: only our own script in a tab is heard, and only what it may say. */
export function onButtonWord(hear: (word: ButtonWord, sender: ButtonSender) => void): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    const { id, tab, frameId, url } = sender;
    if (id !== browser.runtime.id || tab === undefined || !isWord(message)) return;
    const word = message.button;
    if (word === 'ask' || word === 'not-here') hear(word, { tab, frameId, url });
  });
}

/** In the page: says one word. Throws where the extension was updated and this script is left of the old one. */
export function sayAsButton(word: ButtonWord): void {
  if (!isAlive()) throw new Error('updated');
  browser.runtime.sendMessage({ button: word }).catch(() => undefined);
}

/** In the page: true until the extension is updated, switched off or removed. */
export function isAlive(): boolean {
  try {
    return typeof browser.runtime.id === 'string';
  } catch {
    return false;
  }
}

/** In the page: the worker wants the button away. */
export function onButtonOff(hear: () => void): void {
  browser.runtime.onMessage.addListener((message: unknown) => {
    if (isWord(message) && message.button === OFF) hear();
  });
}
