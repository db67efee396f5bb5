import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bytes, closeDoors, nothing, place, type Job } from '../../lib/aside/index.ts';
import type { Bytes } from '../../lib/bytes/index.ts';
import { CodedError } from '../../lib/errors/index.ts';
import { count, record, text } from '../../lib/shape/index.ts';
import { FakeAside } from '../fakes/aside.ts';

interface Sum {
  parts: number;
}

/** Asks for each part of a message, and gives them all together. */
const joinJob: Job<Sum, { part: number }, Bytes, { whole: Bytes }> = {
  name: 'join',
  want: record({ part: count(100) }),
  given: bytes(4),
  output: record({ whole: bytes(400) }),
};

let seen: AbortSignal | undefined;

const joinInput = record({ parts: count(100) });

const places = [
  place(
    joinJob,
    async ({ parts }, { ask, signal }) => {
      seen = signal;
      const whole: number[] = [];
      for (let part = 0; part < parts; part++) whole.push(...(await ask({ part })));
      return { whole: new Uint8Array(whole) };
    },
    joinInput,
  ),
];

const answer = async ({ part }: { part: number }): Promise<Bytes> => new Uint8Array([part, 255]);
const never = (): Promise<Bytes> => new Promise(() => undefined);
const options = { answer, deadlineMs: 60_000 };

let fake: FakeAside;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  fake = new FakeAside(places);
});

afterEach(() => {
  vi.useRealTimers();
});

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
};

describe('a job', () => {
  it('is done in the aside, which asks for what it needs', async () => {
    const { whole } = await fake.aside.run(joinJob, { parts: 3 }, options);
    expect([...whole]).toEqual([0, 255, 1, 255, 2, 255]);
    expect(fake.words.some((words) => words.includes('"AP8"'))).toBe(true);
  });

  it('shares one line with others at the same time, and none gets another’s answer', async () => {
    const run = (parts: number): Promise<{ whole: Bytes }> =>
      fake.aside.run(joinJob, { parts }, options);
    const all = await Promise.all([run(1), run(5), run(2)]);
    expect(all.map(({ whole }) => whole.length)).toEqual([2, 10, 4]);
    expect(fake.opened).toBe(1);
  });

  it('fails by its own code, and by the worker’s where that refuses', async () => {
    const refusing = { ...options, answer: () => Promise.reject(new CodedError('relay-busy')) };
    await expect(fake.aside.run(joinJob, { parts: 1 }, refusing)).rejects.toThrow('relay-busy');
    const unknown: Job<Sum, never, Bytes, { whole: Bytes }> = {
      ...joinJob,
      name: 'no such job',
      want: nothing,
    };
    const run = fake.aside.run(unknown, { parts: 1 }, { ...options, answer: never });
    await expect(run).rejects.toThrow('unexpected');
  });

  it('is refused what it may not ask for, and ends on what is no answer', async () => {
    const greedy = place(
      { ...joinJob, want: record({ part: count(1e6) }) },
      async (_, { ask }) => {
        await ask({ part: 5000 });
        return { whole: new Uint8Array(0) };
      },
      joinInput,
    );
    const one = new FakeAside([greedy]);
    await expect(one.aside.run(joinJob, { parts: 1 }, options)).rejects.toThrow('shape-invalid');
    const verbose = { name: 'join', run: async () => ({ whole: 'AAAA', more: 1 }) };
    const two = new FakeAside([verbose]);
    await expect(two.aside.run(joinJob, { parts: 1 }, options)).rejects.toThrow('aside-gone');
    expect(two.closed).toBe(1);
  });

  it('is not begun with an input that its own reader refuses', async () => {
    const run = fake.aside.run(joinJob, { parts: 101 }, options);
    await expect(run).rejects.toThrow('shape-invalid');
  });
});

describe('the aside', () => {
  it('that dies in the middle fails its jobs, and the next one gets a new aside', async () => {
    const run = fake.aside.run(joinJob, { parts: 1 }, { ...options, answer: never });
    const failing = expect(run).rejects.toThrow('aside-gone');
    await turns();
    fake.kill();
    await failing;
    expect((await fake.aside.run(joinJob, { parts: 1 }, options)).whole).toHaveLength(2);
    expect(fake.opened).toBe(2);
  });

  it('that cannot be opened is gone, and is tried again the next time', async () => {
    fake.isBroken = true;
    await expect(fake.aside.run(joinJob, { parts: 1 }, options)).rejects.toThrow('aside-gone');
    fake.isBroken = false;
    expect((await fake.aside.run(joinJob, { parts: 1 }, options)).whole).toHaveLength(2);
  });

  it.each([
    [null],
    [{ type: 'done' }],
    [{ type: 'done', id: 1, value: 1, more: 1 }],
    [{ type: 'failed', id: 1, code: 'A sentence for the screen!' }],
    [{ type: 'given', id: 1, want: 1, value: 1 }],
  ])('that speaks nonsense is closed: %j', async (words) => {
    const run = fake.aside.run(joinJob, { parts: 1 }, { ...options, answer: never });
    const failing = expect(run).rejects.toThrow('aside-gone');
    await turns();
    fake.babble(words);
    await failing;
    await turns();
    expect(fake.closed).toBe(1);
  });

  it('is closed when it had nothing to do for a while, and not before', async () => {
    await fake.aside.run(joinJob, { parts: 1 }, options);
    await vi.advanceTimersByTimeAsync(19_000);
    await fake.aside.run(joinJob, { parts: 1 }, options);
    await vi.advanceTimersByTimeAsync(19_000);
    expect(fake.closed).toBe(0);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(fake.closed).toBe(1);
    await fake.aside.run(joinJob, { parts: 1 }, options);
    expect(fake.opened).toBe(2);
  });

  it('is told to stop what took too long, and what nobody wants any more', async () => {
    const late = fake.aside.run(joinJob, { parts: 1 }, { answer: never, deadlineMs: 500 });
    const failing = expect(late).rejects.toThrow('aside-late');
    await vi.advanceTimersByTimeAsync(501);
    await failing;
    await turns();
    expect(seen?.aborted).toBe(true);
    const end = new AbortController();
    const waiting = { ...options, answer: never, signal: end.signal };
    const stopped = expect(fake.aside.run(joinJob, { parts: 1 }, waiting)).rejects.toThrow(
      'stopped',
    );
    await turns();
    end.abort();
    await stopped;
    await turns();
    expect(seen?.aborted).toBe(true);
    await expect(fake.aside.run(joinJob, { parts: 1 }, waiting)).rejects.toThrow('stopped');
  });
});

describe('the doors of the aside', () => {
  it('are shut for good', () => {
    const scope = { fetch: () => 1, crypto: 2 };
    closeDoors(scope);
    expect(scope.fetch).toBeUndefined();
    expect(scope.crypto).toBe(2);
    expect(() => Object.assign(scope, { fetch: 1 })).toThrow(TypeError);
  });
});

describe('bytes on the wire', () => {
  it.each([['A'], ['AA=='], ['AAA*'], [7], ['AAAAAAAAAAAA']])('are refused as %j', (words) => {
    expect(() => bytes(4)(words)).toThrow('shape-invalid');
  });

  it('of a text are not taken for one', () => {
    expect(() => text(3)(new Uint8Array(2))).toThrow('shape-invalid');
  });
});
