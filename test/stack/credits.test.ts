import { describe, expect, it } from 'vitest';
import { endSpending, viewWallet } from '../../lib/wallet/index.ts';
import { makeTokenKey } from '../../stack/issuer/token-key.ts';
import { tidy } from '../../lib/wallet/refill/index.ts';
import { ask, post, readAnswer, sealAsk, type Answer } from '../fakes/device.ts';
import {
  openCreditsDesk,
  openWallet,
  payingFields,
  purseIdOf,
  refillOf,
  taking,
} from '../fakes/credits-desk.ts';
import { openDesk, until } from '../fakes/open-desk.ts';

function refundOf({ trailers }: Answer): string {
  return trailers.find(([name]) => name === 'sotto-refund')?.[1] ?? '';
}

describe('an ask that is paid for with credits', () => {
  it('is answered, and its receipt signs the price that was fixed before', async () => {
    const desk = await openCreditsDesk({ words: ['one', 'two'] });
    const wallet = await openWallet(desk);
    const fields = payingFields(await taking(desk, wallet, 'a'));
    const answer = await ask(desk.url, desk.enclave, { fields });
    expect(answer.text).toBe('one two');
    expect(answer.receipt).toMatchObject({
      ok: true,
      receipt: { price: { currency: 'CREDITS', amount: '1' } },
    });
    expect(refundOf(answer)).toBe('');
  });

  it('costs by its size class', async () => {
    const desk = await openCreditsDesk();
    const wallet = await openWallet(desk);
    const question = 'q'.repeat(6000);
    const short = payingFields(await taking(desk, wallet, 'short', 1));
    const refused = await ask(desk.url, desk.enclave, { fields: short, question });
    expect([refused.status, refused.body]).toEqual([402, expect.stringContaining('"kept"')]);
    const fields = payingFields(await taking(desk, wallet, 'whole', 4));
    const answer = await ask(desk.url, desk.enclave, { fields, question });
    expect(answer.receipt).toMatchObject({ receipt: { price: { amount: '4' } } });
  });

  it.each([
    ['nothing', () => []],
    ['rubbish', () => [['sotto-credits', 'AAAA'] as const]],
  ] as const)('is refused with %s, and no model is asked', async (_, fields) => {
    const desk = await openCreditsDesk();
    const answer = await ask(desk.url, desk.enclave, { fields: fields() });
    expect([400, 402]).toContain(answer.status);
    expect(answer.body).toContain('"credits":"kept"');
    expect(desk.model.requests).toHaveLength(0);
  });

  it('is refused with credits of another issuer', async () => {
    const desk = await openCreditsDesk();
    const other = await openCreditsDesk({}, { issuer: { makeKey: makeTokenKey } });
    const wallet = await openWallet(other);
    const fields = payingFields(await taking(other, wallet, 'a'));
    const answer = await ask(desk.url, desk.enclave, { fields });
    expect([answer.status, answer.body]).toEqual([403, expect.stringContaining('credits-invalid')]);
  });

  it('pays once: the same credit under another question is refused', async () => {
    const desk = await openCreditsDesk();
    const wallet = await openWallet(desk);
    const fields = payingFields(await taking(desk, wallet, 'a'));
    await ask(desk.url, desk.enclave, { fields });
    const second = await ask(desk.url, desk.enclave, { fields, question: 'Another one?' });
    expect([second.status, second.body]).toEqual([409, expect.stringContaining('credits-spent')]);
    expect(second.body).not.toContain('"credits":');
    expect(desk.model.requests).toHaveLength(1);
  });

  it('pays once when two come at the same time', async () => {
    const desk = await openCreditsDesk({ tokenMs: 20 });
    const wallet = await openWallet(desk);
    const fields = payingFields(await taking(desk, wallet, 'a'));
    const answers = await Promise.all(
      ['one?', 'two?', 'three?'].map((question) =>
        ask(desk.url, desk.enclave, { fields, question }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(desk.model.requests).toHaveLength(1);
  });

  it('may come again, byte for byte, when its answer got lost', async () => {
    const words = Array.from({ length: 400 }, (_, i) => `word-${i}`);
    const desk = await openCreditsDesk({ words, tokenMs: 5 }, { beatMs: 10 });
    const wallet = await openWallet(desk);
    const fields = payingFields(await taking(desk, wallet, 'a'));
    const leaving = new AbortController();
    const { sealed, again } = await sealTwice(desk.enclave, fields);
    const response = await post(desk.url, sealed.sealed, leaving.signal);
    await response.body?.getReader().read();
    leaving.abort();
    await until(() => desk.model.open === 0);
    const answer = await readAnswer(desk.enclave, again, await post(desk.url, again.sealed));
    expect(answer.status).toBe(200);
    expect(answer.receipt).toMatchObject({ ok: true, receipt: { price: { amount: '1' } } });
    const { again: third } = await sealTwice(desk.enclave, fields, again);
    const late = await readAnswer(desk.enclave, third, await post(desk.url, third.sealed));
    expect(late.body).toContain('credits-spent');
  });

  it.each(['status-500', 'html'] as const)(
    'is refunded when the model fails at once: %s',
    async (fault) => {
      const desk = await openCreditsDesk({ fault });
      const wallet = await openWallet(desk);
      const fields = payingFields(await taking(desk, wallet, 'a'));
      const answer = await ask(desk.url, desk.enclave, { fields });
      expect(answer.status).toBe(502);
      expect(answer.body).toContain('"credits":"refunded"');
      await endSpending(wallet, 'a', { kind: 'refunded', response: refundOf(answer) });
      await tidy(refillOf(desk, wallet));
      const view = await viewWallet(wallet, purseIdOf(desk), Date.now());
      expect(view).toMatchObject({ balance: 32, refunded: 1, spent: 0, lost: 0 });
      // The credit that came back is a new one and pays; the old one never does again.
      const again = await ask(desk.url, desk.enclave, { fields, question: 'Other?' });
      expect(again.body).toContain('credits-spent');
      await taking(desk, wallet, 'all that came before it', 31);
      const paid = payingFields(await taking(desk, wallet, 'b'));
      const next = await ask(desk.url, desk.enclave, { fields: paid, question: 'Next?' });
      expect(next.body).toContain('"credits":"refunded"');
    },
  );

  it('is refunded when the answer breaks off, and the receipt says that it cost nothing', async () => {
    const words = ['one', 'two', 'three', 'four'];
    const desk = await openCreditsDesk({ words, fault: 'cut', faultAfter: 2, tokenMs: 20 });
    const wallet = await openWallet(desk);
    const fields = payingFields(await taking(desk, wallet, 'a'));
    const answer = await ask(desk.url, desk.enclave, { fields });
    expect(answer.receipt).toMatchObject({
      receipt: { finishReason: 'error', price: { currency: 'CREDITS', amount: '0' } },
    });
    await endSpending(wallet, 'a', { kind: 'refunded', response: refundOf(answer) });
    await tidy(refillOf(desk, wallet));
    const view = await viewWallet(wallet, purseIdOf(desk), Date.now());
    expect(view).toMatchObject({ balance: 32, refunded: 1 });
  });

  it('keeps its credits when the issuer is away and nothing was answered', async () => {
    const desk = await openCreditsDesk({ fault: 'status-500' });
    const wallet = await openWallet(desk);
    await desk.stack.issuer?.close();
    const fields = payingFields(await taking(desk, wallet, 'a'));
    const answer = await ask(desk.url, desk.enclave, { fields });
    expect(answer.body).toContain('"credits":"kept"');
    const again = await ask(desk.url, desk.enclave, { fields, question: 'Another?' });
    expect(again.body).toContain('model-refused');
  });

  it('costs nothing where a gateway has no issuer, and brings no credits', async () => {
    const { url, enclave } = await openDesk();
    const answer = await ask(url, enclave);
    expect(answer.receipt).toMatchObject({ receipt: { price: { currency: 'USD' } } });
  });

  it('needs an issuer where the statement names one', async () => {
    const desk = await openDesk();
    const { statement } = desk.enclave.transcript;
    const credits = { issuer: 'i.test', issuerKey: statement.log.verifierKey };
    const prices = statement.models.map(({ id }) => ({ model: id, credits: 1 }));
    const options = { statement: { ...statement, credits: { ...credits, prices } } };
    const started = openDesk({}, { gateway: options });
    await expect(started).rejects.toThrow(/credits-setting-invalid/);
  });
});

/** The same inner request under two seals. */
async function sealTwice(
  enclave: Parameters<typeof sealAsk>[0],
  fields: ReturnType<typeof payingFields>,
  earlier?: Awaited<ReturnType<typeof sealAsk>>,
): Promise<Record<'sealed' | 'again', Awaited<ReturnType<typeof sealAsk>>>> {
  const sealed = earlier ?? (await sealAsk(enclave, { fields }));
  return { sealed, again: await sealAsk(enclave, { fields, secrets: sealed.secrets }) };
}
