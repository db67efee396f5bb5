import { describe, expect, it, onTestFinished } from 'vitest';
import type { StatementModel } from '../../../lib/binding/index.ts';
import { createFailoverModel } from '../../../stack/gateway/models/failover.ts';
import { ModelError, type Model, type ModelEvent } from '../../../stack/gateway/models/model.ts';
import { createOpenAiModel } from '../../../stack/gateway/models/openai.ts';
import { Upstream } from '../../../stack/gateway/models/upstream.ts';
import { ask } from '../../fakes/device.ts';
import { startModelServer, type ModelServerOptions } from '../../fakes/model-server.ts';
import { openDesk } from '../../fakes/open-desk.ts';

const STATED: StatementModel = {
  id: 'fake-model',
  upstream: 'one.example:443',
  place: 'in-enclave',
  isLanguageModel: true,
  contextTokens: 100,
  price: { currency: 'USD', perMillionInput: '1', perMillionOutput: '2' },
  failover: ['two.example:443'],
};

type Say = () => AsyncGenerator<ModelEvent>;

function failing(code: ConstructorParameters<typeof ModelError>[0], isAboutQuestion = false): Say {
  return async function* () {
    yield* [];
    throw new ModelError(code, undefined, { isAboutQuestion });
  };
}

async function* saying(): AsyncGenerator<ModelEvent> {
  yield { kind: 'text', text: 'yes' };
  yield { kind: 'finish', reason: 'stop' };
}

function legs(...say: readonly Say[]) {
  const clock = { ms: 0 };
  const asked: string[] = [];
  const made = say.map((answer, index) => {
    const name = `${['one', 'two'][index] ?? 'more'}.example:443`;
    const upstream = new Upstream({ name, maxOpen: 1, monotonicMs: () => clock.ms });
    const model: Model = {
      ...STATED,
      upstream: name,
      answer: () => {
        asked.push(name);
        return answer();
      },
    };
    return { upstream, model };
  });
  return { clock, asked, legs: made, model: createFailoverModel(STATED, made) };
}

async function collect(model: Model): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of model.answer([], new AbortController().signal)) events.push(event);
  return events;
}

describe('a model at several servers', () => {
  it('is asked at the first, and says which one answers', async () => {
    const { model, asked } = legs(saying, saying);
    expect((await collect(model))[0]).toEqual({ kind: 'upstream', upstream: 'one.example:443' });
    expect(asked).toEqual(['one.example:443']);
  });

  it('is asked at the next when one fails, which then rests for a while and longer each time', async () => {
    const { model, asked, clock, legs: made } = legs(failing('model-unreachable'), saying);
    expect((await collect(model))[0]).toEqual({ kind: 'upstream', upstream: 'two.example:443' });
    await collect(model);
    expect(asked).toEqual(['one.example:443', 'two.example:443', 'two.example:443']);
    clock.ms += 5000;
    await collect(model);
    expect(asked.slice(3)).toEqual(['one.example:443', 'two.example:443']);
    clock.ms += 5000;
    expect(made[0]?.upstream.isResting).toBe(true);
  });

  it('is asked nowhere else when the question is what is wrong', async () => {
    const { model, asked } = legs(failing('model-refused', true), saying);
    await expect(collect(model)).rejects.toMatchObject({ code: 'model-refused' });
    expect(asked).toHaveLength(1);
  });

  it('is asked nowhere else once it has said a word', async () => {
    const { model, asked } = legs(async function* () {
      yield { kind: 'text', text: 'half' };
      throw new ModelError('model-cut');
    }, saying);
    await expect(collect(model)).rejects.toMatchObject({ code: 'model-cut' });
    expect(asked).toHaveLength(1);
  });

  it('goes to the next while the first is full, and is busy when all are', async () => {
    const { model, legs: made } = legs(saying, saying);
    made[0]?.upstream.enter();
    expect((await collect(model))[0]).toEqual({ kind: 'upstream', upstream: 'two.example:443' });
    made[1]?.upstream.enter();
    await expect(collect(model)).rejects.toMatchObject({ code: 'model-busy' });
    made[0]?.upstream.leave();
    expect(await collect(model)).toHaveLength(3);
  });
});

async function server(options: ModelServerOptions) {
  const one = await startModelServer(options);
  onTestFinished(() => one.close());
  return { ...one, name: `127.0.0.1:${one.port}` };
}

describe('an ask whose first server is down', () => {
  it.each<ModelServerOptions>([{ fault: 'status-500' }, { fault: 'html' }, { fault: 'redirect' }])(
    '(%j) is answered by the second, which first event and receipt name',
    async (fault) => {
      const [down, up] = [await server(fault), await server({ words: ['from', 'two'] })];
      const stated = { ...STATED, upstream: down.name, failover: [up.name] };
      const legOf = ({ url, name }: typeof up) => ({
        upstream: new Upstream({ name, maxOpen: 8 }),
        model: createOpenAiModel({ ...stated, upstream: name }, { baseUrl: new URL(url) }),
      });
      const models = [createFailoverModel(stated, [legOf(down), legOf(up)])];
      const { url, enclave } = await openDesk({}, { models });
      const answer = await ask(url, enclave);
      expect(answer.text).toBe('from two');
      expect(answer.events[0]).toMatchObject({ sotto: { upstream: up.name } });
      expect(answer.receipt?.ok).toBe(true);
      expect(answer.receipt).toMatchObject({ receipt: { upstream: up.name } });
    },
  );
});
