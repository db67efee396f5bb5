/** What is committed while a checkpoint is being published is published as well, whenever that is told. */
import { expect, it, onTestFinished } from 'vitest';
import { LogStore } from '../../stack/ledger/log-store.ts';
import { Publisher } from '../../stack/ledger/publisher.ts';
import { temporaryFolder } from '../fakes/temporary-folder.ts';

const NO_WITNESS = { witnesses: [], quorum: 0, witnessTimeoutMs: 1000 };
const NEVER_BY_ITSELF = { retryMs: 3_600_000, refreshMs: 3_600_000 };

it.each(Array.from({ length: 12 }, (_, turns) => turns))(
  'a publisher that is woken %i turns after it has published publishes again',
  async (turns) => {
    const store = await LogStore.open(await temporaryFolder(), 'log.test/publisher');
    onTestFinished(() => store.close());
    const options = { ...NO_WITNESS, ...NEVER_BY_ITSELF, report: () => undefined };
    const publisher = new Publisher(store, options);
    onTestFinished(() => publisher.close());
    await store.append([new Uint8Array(32)]);
    const publish = store.publish.bind(store);
    const wakeAfter = async (): Promise<void> => {
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      publisher.wake();
    };
    store.publish = async (noteBytes) => {
      await publish(noteBytes);
      if (store.signed.size > 1n) return;
      await store.append([new Uint8Array(32).fill(1)]);
      void wakeAfter();
    };
    publisher.wake();
    await expect.poll(() => store.published?.size).toBe(2n);
  },
);
