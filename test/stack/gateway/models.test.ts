import { describe, expect, it, onTestFinished } from 'vitest';
import { codeOf } from '../../../lib/errors/index.ts';
import { composeThread, QUICK_ACTIONS } from '../../../lib/prompts/index.ts';
import { configureModels } from '../../../stack/gateway/models/configure.ts';
import { discoverModels } from '../../../stack/gateway/models/discover.ts';
import { EXTRACTIVE_MODEL } from '../../../stack/gateway/models/extractive.ts';
import type { Model, ModelEvent } from '../../../stack/gateway/models/model.ts';
import { createOpenAiModel } from '../../../stack/gateway/models/openai.ts';
import { startModelServer, type ModelServerOptions } from '../../fakes/model-server.ts';
import { until } from '../../fakes/open-desk.ts';

const MESSAGES = [{ role: 'user', content: 'hello' }] as const;

async function serve(options: ModelServerOptions = {}) {
  const server = await startModelServer(options);
  onTestFinished(() => server.close());
  const [model] = await configureModels({ url: server.url });
  if (model === undefined) throw new Error('no model');
  return { server, model };
}

async function collect(model: Model, signal = new AbortController().signal): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of model.answer(MESSAGES, signal)) events.push(event);
  return events;
}

describe('an OpenAI-compatible server', () => {
  it('is asked which models it has, and answers as a stream', async () => {
    const { server, model } = await serve({ words: ['a', 'b'] });
    expect(model).toMatchObject({
      id: 'fake-model',
      upstream: `127.0.0.1:${server.port}`,
      place: 'in-enclave',
    });
    expect(await collect(model)).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'text', text: ' b' },
      { kind: 'finish', reason: 'stop' },
      { kind: 'usage', inputTokens: 42, outputTokens: 2 },
    ]);
  });

  it('gets the key and nothing that names anybody', async () => {
    const { server } = await serve();
    const config = { url: server.url, name: 'other', apiKey: 'secret' };
    const [model] = await configureModels(config);
    await collect(model ?? EXTRACTIVE_MODEL);
    expect(server.requests[0]?.headers['authorization']).toBe('Bearer secret');
    expect(server.requests[0]?.body).toMatchObject({ model: 'other', messages: MESSAGES });
  });

  it('elsewhere counts as a third party unless said otherwise', async () => {
    const url = 'https://models.example/v1';
    const [far] = await configureModels({ url, name: 'm' });
    const [attested] = await configureModels({ url, name: 'm', place: 'attested-enclave' });
    expect(far).toMatchObject({ upstream: 'models.example:443', place: 'third-party' });
    expect(attested?.place).toBe('attested-enclave');
  });

  it('that is not the stated one is never called', async () => {
    const { server, model } = await serve();
    const elsewhere = createOpenAiModel(
      { ...model, upstream: 'models.example:443' },
      { baseUrl: new URL(server.url) },
    );
    await expect(collect(elsewhere)).rejects.toMatchObject({ code: 'upstream-not-stated' });
    expect(server.requests).toHaveLength(0);
  });

  it('that hangs is given up', async () => {
    const { server, model } = await serve({ fault: 'hang' });
    const patient = createOpenAiModel(model, {
      baseUrl: new URL(server.url),
      silenceTimeoutMs: 50,
    });
    await expect(collect(patient)).rejects.toMatchObject({ code: 'model-timed-out' });
  });

  it('that falls silent in the middle of its answer is given up, and what it said came through', async () => {
    const { server, model } = await serve({
      words: ['a', 'b', 'c'],
      held: new Promise(() => undefined),
    });
    const patience = { firstByteMs: 60_000, silenceMs: 1000 };
    const patient = createOpenAiModel(model, { baseUrl: new URL(server.url), patience });
    const said: ModelEvent[] = [];
    const listening = async (): Promise<void> => {
      for await (const event of patient.answer(MESSAGES, new AbortController().signal)) {
        said.push(event);
      }
    };
    await expect(listening()).rejects.toMatchObject({ code: 'model-timed-out' });
    expect(said).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'text', text: ' b' },
    ]);
    await until(() => server.open === 0);
  });

  it('that never comes to an end is ended, however steadily it talks', async () => {
    const { server, model } = await serve({ tokenMs: 1, words: Array(100_000).fill('word') });
    const patience = { answerMs: 1000 };
    const patient = createOpenAiModel(model, { baseUrl: new URL(server.url), patience });
    await expect(collect(patient)).rejects.toMatchObject({ code: 'model-timed-out' });
    await until(() => server.stopped === 1);
  });

  it('is stopped when nobody wants its answer any more', async () => {
    const { server, model } = await serve({ tokenMs: 5, words: Array(1000).fill('word') });
    const stop = new AbortController();
    const collecting = collect(model, stop.signal).catch((thrown: unknown) => codeOf(thrown));
    await until(() => server.open === 1);
    stop.abort();
    expect(await collecting).toMatch(/^model-/);
    await until(() => server.stopped === 1);
  });
});

describe('the look-out on loopback', () => {
  it('finds a server by its list of models', async () => {
    const { server } = await serve();
    const models = await discoverModels([1, server.port]);
    expect(models.map((model) => model.id)).toEqual(['fake-model']);
  });

  it.each([
    ['a page', '<html>'],
    ['another API', '{"data":{"id":"x"}}'],
    ['models that cannot chat', '{"data":[{"id":"nomic-embed-text"}]}'],
    ['an id that no statement may carry', '{"data":[{"id":"a b"}]}'],
    ['nothing', ''],
  ])('takes %s for no model server', async (_, body) => {
    const look = async (): Promise<Response> => new Response(body);
    expect(await discoverModels([1], look)).toEqual([]);
  });
});

describe('the built-in answerer', () => {
  const quote =
    'The tower is made of brick. It was always the tallest house in town, so every ship could see it. ' +
    'Sailors painted the tower red. Some say the tower leans. The café below it sells coffee.';

  async function answerTo(actionId: string | null, question = ''): Promise<string> {
    const messages = composeThread([], { quote, question, actionId }, '');
    let text = '';
    for await (const event of EXTRACTIVE_MODEL.answer(messages, new AbortController().signal)) {
      if (event.kind === 'text') text += event.text;
    }
    return text;
  }

  it.each(QUICK_ACTIONS.map(({ id }) => id))(
    'answers "%s" in the words of the quote',
    async (id) => {
      const answer = await answerTo(id);
      expect(answer).toMatch(/^I am not a language model\./);
      const picked = answer.split('\n').filter((line) => line.startsWith('- '));
      expect(picked.length).toBeGreaterThan(0);
      for (const line of picked) expect(quote).toContain(line.slice(2));
    },
  );

  it('has another lead for each action, and says what it cannot do', async () => {
    const answers = await Promise.all(QUICK_ACTIONS.map(({ id }) => answerTo(id)));
    expect(new Set(answers.map((answer) => answer.split('\n')[2])).size).toBe(QUICK_ACTIONS.length);
    expect(await answerTo('translate')).toContain('cannot translate');
  });

  it('finds the sentence that a question is about', async () => {
    expect(await answerTo(null, 'Who painted it?')).toContain('- Sailors painted the tower red.');
    expect(await answerTo(null, 'What does the café sell?')).toContain('- The café below it');
    expect(await answerTo('find-flaw')).toContain('- It was always the tallest');
  });

  it('says so when the question shares no word with the quote, or there is no quote', async () => {
    expect(await answerTo(null, 'Bananas?')).toContain('No sentence shares a word');
    const messages = composeThread([], { quote: '', question: 'x', actionId: null }, '');
    const [first] = await collectText(messages);
    expect(first).toContain('I am not a');
  });

  async function collectText(messages: Parameters<Model['answer']>[0]): Promise<string[]> {
    let text = '';
    for await (const event of EXTRACTIVE_MODEL.answer(messages, new AbortController().signal)) {
      if (event.kind === 'text') text += event.text;
    }
    expect(text).toContain('no highlighted text');
    return [text];
  }
});
