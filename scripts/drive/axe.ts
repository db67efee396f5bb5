/** Accessibility faults of a page as axe-core finds them, WCAG 2.2 AA and good practice. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'puppeteer-core';
import { isRecord } from '../json.ts';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const run = (
  only: string,
): string => `axe.run(document, { resultTypes: ['violations']${only} }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.target.join(' ') + ' ' + (node.failureSummary ?? ''))))`;

/** A colour on its way to another one is nobody's fault. */
const AT_REST = `Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => undefined)))
  .then(() => undefined)`;

/** What a theme can change and nothing else can. */
const COLOURS = ", runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }";

/** Every rule in the light theme, and what the dark one can change in that. */
export async function faultsInBothThemes(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const scheme of ['light', 'dark']) {
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    const found = await accessibilityFaults(page, scheme === 'light' ? 'everything' : 'colours');
    faults.push(...found.map((fault) => `${scheme}: ${fault}`));
  }
  return faults;
}

export async function accessibilityFaults(
  page: Page,
  what: 'everything' | 'colours' = 'everything',
): Promise<string[]> {
  await page.evaluate(AT_REST);
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(source);
  const faults = await page.evaluate(run(what === 'colours' ? COLOURS : ''));
  if (!Array.isArray(faults) || isRecord(faults)) throw new Error('axe gave no list');
  return faults.map(String);
}
