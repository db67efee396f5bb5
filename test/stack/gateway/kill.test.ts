/**
 * The gateway killed with -9 at random points while devices ask: every receipt that a device holds is in the log in the
 * end, and no copy of a question, answered or in doubt, is ever put to a model a second time. SOTTO_KILLS sets how often.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { toHex } from '../../../lib/bytes/index.ts';
import { leafEntry } from '../../../lib/receipts/index.ts';
import {
  post,
  readAnswer,
  sealAsk,
  verifyEnclave,
  type Answer,
  type Sealed,
} from '../../fakes/device.ts';
import { until } from '../../fakes/open-desk.ts';
import { startModelServer } from '../../fakes/model-server.ts';
import { recompute } from '../ledger-process.ts';
import { buildAll, startAll, type Program } from '../programs.ts';

const KILLS = Math.min(Number(process.env['SOTTO_KILLS'] ?? '8'), 200);
const DEVICES = 4;

async function urlOf({ said }: Program): Promise<string> {
  return String((await said)['url']);
}

test(
  `${KILLS} kills lose no receipt and answer nothing twice`,
  async () => {
    const model = await startModelServer({ words: ['yes', 'and', 'no'] });
    onTestFinished(() => model.close());
    const built = await buildAll();
    const running = await startAll(built, model.url);
    const promised = new Set<string>();
    const sent: Sealed[] = [];
    let [gateway, killsUnderLoad, copiesRefused] = [running.gateway, 0, 0];

    /** Asks again and again until the connection breaks. */
    const load = async (url: string): Promise<void> => {
      const enclave = await verifyEnclave(url, running.trust).catch(() => undefined);
      if (enclave === undefined) return;
      for (;;) {
        const sealed = await sealAsk(enclave, { padding: 'none' });
        sent.push(sealed);
        let answer: Answer;
        try {
          answer = await readAnswer(enclave, sealed, await post(`${url}/ask`, sealed.sealed));
        } catch {
          // Cut by the kill: whether it was answered, this device will never know.
          return;
        }
        expect(answer.receipt).toMatchObject({ ok: true });
        if (answer.receiptBytes === undefined) throw new Error('no receipt');
        promised.add(toHex(await leafEntry(sealed.secrets.leaf, answer.receiptBytes)));
      }
    };

    for (let kill = 0; kill < KILLS; kill++) {
      if (kill % 8 === 7) {
        // One kill in eight comes while it starts and hands over what the one before left.
        await pause(Math.random() * 400);
      } else {
        const url = await urlOf(gateway);
        const loads = Array.from({ length: DEVICES }, () => load(url));
        // Every other time not before somebody has a receipt, however slow the machine is.
        const before = promised.size;
        if (kill % 2 === 0) await until(() => promised.size > before, 60_000);
        await pause(Math.random() * 300);
        gateway.child.kill('SIGKILL');
        await Promise.all(loads);
        killsUnderLoad++;
      }
      gateway.child.kill('SIGKILL');
      await gateway.ended;
      gateway = running.startGateway();
      if (kill % 8 === 6) continue;
      // Whoever kept copies of what was sent before gets nothing for them.
      const [url, asked] = [await urlOf(gateway), model.requests.length];
      for (const { sealed } of sent.splice(0)) {
        expect((await post(`${url}/ask`, sealed)).status).toBe(422);
        copiesRefused++;
      }
      expect(model.requests).toHaveLength(asked);
    }

    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toEqual({ code: 0, complaint: '' });
    running.ledger.child.kill('SIGTERM');
    await running.ledger.ended;
    const { entries, faults } = await recompute(running.ledgerFolder, running.verifierKey);
    expect(faults).toEqual([]);
    const logged = new Set(entries);
    expect([...promised].filter((entry) => !logged.has(entry))).toEqual([]);
    expect(killsUnderLoad).toBeGreaterThan(KILLS / 2);
    expect(promised.size).toBeGreaterThanOrEqual(KILLS / 2);
    process.stdout.write(
      `${KILLS} kills, ${promised.size} receipts, 0 lost, ${copiesRefused} copies refused\n`,
    );
  },
  60_000 + KILLS * 10_000,
);
