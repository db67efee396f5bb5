/** Asks and looks through the product's own port from one page of ours, without a screen: many cases in one browser. */
import type { Page } from 'puppeteer-core';
import { ask } from '../../../scripts/drive/own-port.ts';
import { until } from '../../../scripts/drive/until.ts';
import { isRecord, type JsonRecord } from '../../../scripts/json.ts';

const ENDS = ['done', 'stopped', 'interrupted', 'refused', 'failed'];

export class Teller {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  state(): Promise<JsonRecord> {
    return ask(this.#page, { type: 'app/open' }, 'app/state');
  }

  /** Waits until the state is so. */
  when<T>(
    what: string,
    look: (state: JsonRecord) => T | undefined,
    state: () => Promise<JsonRecord> = () => this.state(),
  ): Promise<T> {
    return until(async () => look(await state()), { what, timeoutMs: 30_000 });
  }

  send(command: JsonRecord): Promise<JsonRecord> {
    return ask(this.#page, command, 'app/state');
  }

  /** Another question, unlike any before, over a fresh look at the enclave. */
  async prepare(question: string): Promise<void> {
    await this.send({ type: 'draft/clear' });
    await this.send({ type: 'draft/change', draft: { quote: 'Quoted words.', question } });
    await this.send({ type: 'enclave/recheck' });
  }

  /** A page that opens looks anew after a refusal: here it is opened once, and then only asked what it was told. */
  async enclave(): Promise<JsonRecord> {
    const looked = ({ enclave }: JsonRecord): JsonRecord | undefined =>
      isRecord(enclave) && ['ready', 'refused'].includes(String(enclave['phase']))
        ? enclave
        : undefined;
    const opened = looked(await this.state());
    if (opened !== undefined) return opened;
    return this.when('the enclave to be looked at', looked, () =>
      this.send({ type: 'draft/change', draft: {} }),
    );
  }

  /** The ask of this question, once it has ended, cover included. */
  ended(question: string): Promise<JsonRecord> {
    return this.when('the ask to end', ({ ask: shown }) => {
      if (!isRecord(shown) || !isOf(shown, question)) return undefined;
      const proof = isRecord(shown['proof']) ? shown['proof'] : {};
      const isOver = ENDS.includes(String(shown['phase'])) && proof['answered'] !== 'pending';
      return isOver || shown['phase'] === 'refused' ? shown : undefined;
    });
  }
}

function isOf(shown: JsonRecord, question: string): boolean {
  return isRecord(shown['draft']) && shown['draft']['question'] === question;
}

export function codeIn(view: unknown): string {
  const error = isRecord(view) ? view['error'] : undefined;
  return isRecord(error) ? String(error['code']) : '';
}
