/**
 * One ask as a person makes it: select, toolbar button, quick action, Send, read the answer and the
 * proof. Everything it reports was read from the popup.
 */
import type { Page } from 'puppeteer-core';
import type { Chromium } from './chromium.ts';
import { attributesOf, click, mark, renderedTextOf, textOf, waitForState } from './popup.ts';
import { selectStart } from './selection.ts';
import { until } from './until.ts';

export const STATES = ['enclave', 'sealed', 'answered', 'receipt', 'settlement'] as const;
const ENDS = ['done', 'stopped', 'interrupted', 'refused', 'failed'] as const;

/** With the question and the wrapping around it, this fits the largest request. */
const MAX_SELECTED_BYTES = 12_000;

const ANSWERED = ['complete', 'truncated', 'stopped'];

export interface AskSeen {
  phase: string;
  answer: string;
  states: Record<(typeof STATES)[number], string>;
}

export async function openPopupOn(chromium: Chromium, page: Page, selector: string): Promise<Page> {
  await page.bringToFront();
  const selected = await selectStart(page, selector, MAX_SELECTED_BYTES);
  if (selected.trim() === '') throw new Error(`nothing was selected at ${selector}`);
  const popup = await chromium.clickToolbar(page);
  await popup.waitForSelector(mark('app'));
  return popup;
}

/** Why the enclave was refused, in the words on the screen. */
async function trouble(popup: Page): Promise<string> {
  if ((await popup.$(mark('error'))) === null) return 'no code';
  const { 'data-code': code } = await attributesOf(popup, 'error');
  return `${code ?? 'no code'}: ${await textOf(popup, 'error')}`;
}

export async function waitForEnclave(popup: Page): Promise<void> {
  const phase = await waitForState(popup, 'app', 'data-enclave', ['ready', 'refused', 'unset']);
  if (phase !== 'ready') throw new Error(`the enclave is ${phase} (${await trouble(popup)})`);
}

/** A popup opened again on the same selection shows the answer that there is; "edit" leads back to the question. */
export async function backToQuestion(popup: Page): Promise<void> {
  await popup.waitForSelector(`${mark('question')}, ${mark('edit-question')}`);
  if ((await popup.$(mark('edit-question'))) !== null) await click(popup, 'edit-question');
  await popup.waitForSelector(mark('question'));
}

export async function sendQuickAction(popup: Page, action: string): Promise<void> {
  await backToQuestion(popup);
  await click(popup, `action-${action}`);
  await until(async () => isEnabled(popup, 'send'), { what: 'Send to be possible' });
  await click(popup, 'send');
}

async function isEnabled(popup: Page, name: string): Promise<true | undefined> {
  const isThere = await popup.$(`${mark(name)}:not([disabled]):not([aria-disabled="true"])`);
  return isThere === null ? undefined : true;
}

export async function waitForEnd(popup: Page, timeoutMs = 60_000): Promise<AskSeen> {
  const phase = await waitForState(popup, 'app', 'data-phase', ENDS, timeoutMs);
  // The answer may stand, proven, while frames that only hide its length still come.
  await waitForState(popup, 'proof-chip', 'data-answered', ANSWERED, timeoutMs);
  return { phase, answer: await renderedTextOf(popup, 'answer'), states: await statesOf(popup) };
}

export async function statesOf(popup: Page): Promise<AskSeen['states']> {
  const attributes = await attributesOf(popup, 'proof-chip');
  const state = (name: string): string => attributes[`data-${name}`] ?? 'absent';
  return {
    enclave: state('enclave'),
    sealed: state('sealed'),
    answered: state('answered'),
    receipt: state('receipt'),
    settlement: state('settlement'),
  };
}

/** The measurement that the popup shows behind the proof chip. */
export async function measurementOf(popup: Page): Promise<string> {
  if ((await popup.$(mark('pcr0'))) === null) await click(popup, 'proof-chip');
  await popup.waitForSelector(mark('pcr0'));
  return textOf(popup, 'pcr0');
}
