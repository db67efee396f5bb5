/** Waits until the last ask has settled, and takes its proof file out of the extension as the proofs page does. */
import { isRecord } from '../json.ts';
import { ringAlarm } from './alarm.ts';
import type { Chromium } from './chromium.ts';
import { readStore } from './kept.ts';
import { ask } from './own-port.ts';
import { until } from './until.ts';

async function settlementOf(chromium: Chromium, id: string): Promise<unknown> {
  const kept = (await readStore(chromium, 'asks')).find((one) => one['id'] === id);
  const states = kept?.['states'];
  return isRecord(states) ? states['settlement'] : undefined;
}

/** Rings the extension's own alarm until its look finds the receipt in the log. */
export async function waitForSettlement(chromium: Chromium, id: string): Promise<void> {
  let turns = 0;
  await until(
    async () => {
      if (turns++ % 20 === 0) await ringAlarm(chromium);
      return (await settlementOf(chromium, id)) === 'holds' ? true : undefined;
    },
    { what: 'the receipt to settle', timeoutMs: 60_000 },
  );
}

/** The text of the proof file, with question and answer in it or without. */
export async function exportProof(
  chromium: Chromium,
  id: string,
  withPlaintext: boolean,
): Promise<string> {
  const page = await chromium.openOwnPage('proofs.html');
  const command = { type: 'proofs/export', ids: [id], withPlaintext };
  const { text } = await ask(page, command, 'proofs/exported');
  await page.close();
  if (typeof text !== 'string') throw new Error('no proof file came back');
  return text;
}
