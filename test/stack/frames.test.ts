import { describe, expect, it } from 'vitest';
import { ask, post, readAnswer, sealAsk, type Answer } from '../fakes/device.ts';
import type { ModelServerOptions } from '../fakes/model-server.ts';
import { openDesk, until } from '../fakes/open-desk.ts';

function words(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `word${index}`);
}

async function answerOf(model: ModelServerOptions, padding = 'default'): Promise<Answer> {
  const { url, enclave } = await openDesk(model);
  return ask(url, enclave, { padding });
}

describe('with padding on, every answer is frames of one size up to an allowed end', () => {
  it.each([
    ['no words at all', { words: [] }, 64],
    ['a short answer', { words: words(20) }, 64],
    ['a longer answer', { words: words(2000) }, 256],
    ['a long answer', { words: words(9000) }, 1024],
    ['a failure of the model', { fault: 'status-500' }, 64],
    ['a failure in the middle', { fault: 'cut' }, 64],
  ] as const)('%s', async (_, model, end) => {
    const { chunkSizes } = await answerOf(model);
    expect(chunkSizes).toHaveLength(end);
    expect(new Set(chunkSizes)).toEqual(new Set([256]));
  });

  it('a slow answer, whose empty beats are filled', async () => {
    const { text, chunkSizes } = await answerOf({ words: words(20), tokenMs: 4 });
    expect(text).toBe(words(20).join(' '));
    expect([64, 256, 1024]).toContain(chunkSizes.length);
    expect(new Set(chunkSizes)).toEqual(new Set([256]));
  });

  it('a refusal of what was asked, and of a copy', async () => {
    const { url, enclave } = await openDesk();
    const unknown = await ask(url, enclave, { model: 'no-such-model' });
    const sealed = await sealAsk(enclave);
    await readAnswer(enclave, sealed, await post(url, sealed.sealed));
    const copy = await readAnswer(enclave, sealed, await post(url, sealed.sealed));
    for (const { status, chunkSizes } of [unknown, copy]) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(chunkSizes).toEqual(Array.from({ length: 64 }, () => 256));
    }
  });

  it('strict: one end for everything', async () => {
    for (const model of [{ words: [] }, { words: words(600) }, { fault: 'html' }] as const) {
      const { chunkSizes } = await answerOf(model, 'strict');
      expect(chunkSizes).toEqual(Array.from({ length: 256 }, () => 256));
    }
  });
});

describe('an answer that has no room left', () => {
  it('is ended by its length, within its frames, with a receipt over what was delivered', async () => {
    const { url, enclave } = await openDesk({ words: words(40_000) });
    const answer = await ask(url, enclave, { padding: 'strict' });
    expect(answer.chunkSizes).toHaveLength(256);
    expect(answer.text.startsWith('word0 word1 word2')).toBe(true);
    expect(answer.text.length).toBeGreaterThan(30_000);
    expect(answer.receipt).toMatchObject({ ok: true, receipt: { finishReason: 'length' } });
  });

  it('because the model is slow, is ended the same way, and the model is stopped', async () => {
    const { url, enclave, model } = await openDesk({ words: words(2000), tokenMs: 2 });
    const answer = await ask(url, enclave, { padding: 'strict' });
    expect(answer.chunkSizes).toHaveLength(256);
    expect(answer.receipt).toMatchObject({ ok: true, receipt: { finishReason: 'length' } });
    await until(() => model.stopped === 1);
  });
});

describe('without padding', () => {
  it('pieces are sealed as they come', async () => {
    const { text, chunkSizes, receipt } = await answerOf({ words: words(30), tokenMs: 3 }, 'none');
    expect(text).toBe(words(30).join(' '));
    expect(new Set(chunkSizes).size).toBeGreaterThan(1);
    expect(receipt).toMatchObject({ ok: true });
  });
});
