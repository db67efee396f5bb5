/**
 * A whole desk for one suite: model, stack, recorder before the relay, pages, and a Chromium with the
 * desk build set up for them. Everything is new and goes away at the end.
 */
import { TargetType, type Page } from 'puppeteer-core';
import {
  launchChromium,
  type Chromium,
  type ChromiumOptions,
} from '../../../scripts/drive/chromium.ts';
import { servePages, type PageServer } from '../../../scripts/drive/page-server.ts';
import { changeSettings, deskSettings } from '../../../scripts/drive/settings.ts';
import { makeTemporary, removeTemporary } from '../../../scripts/drive/temporary.ts';
import { deskFolder } from '../../../scripts/desk-build.ts';
import type { JsonRecord } from '../../../scripts/json.ts';
import { startStack, type StackOptions } from '../../../stack/stack.ts';
import { startModel, type Model } from './model.ts';
import { PAGES } from './pages.ts';
import { recordTo, type Recorder } from './recorder.ts';

export const CHROME_DESK = deskFolder('chrome');
export const FIREFOX_DESK = deskFolder('firefox');

/** Frames still hide what they hide; they only follow each other faster than for a person. */
const BEAT_MS = 20;

type Stack = Awaited<ReturnType<typeof startStack>>;

export interface Servers {
  /** Where the stack keeps what it keeps. */
  folder: string;
  model: Model;
  stack: Stack;
  recorder: Recorder;
  pages: PageServer;
  /** Settings that point an extension at the recorder, and through it at the relay. */
  settings: JsonRecord;
  close: () => Promise<void>;
}

export async function startServers(
  beatMs = BEAT_MS,
  {
    models,
    ...options
  }: Pick<StackOptions, 'evidenceKind' | 'hasCredits'> & { models?: readonly string[] } = {},
): Promise<Servers> {
  const folder = makeTemporary('stack');
  const model = await startModel(models);
  const stack = await startStack({ folder, modelUrl: model.url, beatMs, ...options });
  const recorder = await recordTo(stack.relayUrl);
  const pages = await servePages(PAGES);
  return {
    folder,
    model,
    stack,
    recorder,
    pages,
    settings: deskSettings({ ...stack, relayUrl: recorder.url }),
    close: async () => {
      await Promise.all([pages.close(), recorder.close(), stack.close(), model.close()]);
      removeTemporary(folder);
    },
  };
}

/** Starts the browser and writes the settings, as `npm start` does. */
export async function openBrowser(
  settings: JsonRecord | undefined,
  options: Partial<ChromiumOptions> = {},
): Promise<Chromium> {
  const chromium = await launchChromium({
    extension: CHROME_DESK,
    firstPage: 'welcome.html',
    ...options,
  });
  if (settings === undefined) return chromium;
  const page = await chromium.openOwnPage('popup.html');
  await changeSettings(page, settings);
  await page.close();
  return chromium;
}

export async function visit(chromium: Chromium, url: string): Promise<Page> {
  const page = await chromium.browser.newPage();
  await page.goto(url);
  await page.bringToFront();
  return page;
}

/** Closes what a test left open, so that one failure is one failure. */
export async function closePages(chromium: Chromium, ...kept: readonly Page[]): Promise<void> {
  for (const target of chromium.browser.targets()) {
    if (!target.url().startsWith(`chrome-extension://${chromium.extensionId}/`)) continue;
    if (target.type() === TargetType.SERVICE_WORKER) continue;
    const page = await target.asPage().catch(() => undefined);
    if (page !== undefined && !kept.includes(page)) await page.close().catch(() => undefined);
  }
}
