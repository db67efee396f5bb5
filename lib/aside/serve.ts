/**
 * The aside's own side: runs the jobs that it is told of. It throws on a message that is none, which ends the aside:
 * nobody but the worker speaks to it, and the worker speaks correctly.
 */
import { CodedError, codeOf } from '../errors/index.ts';
import type { Place } from './job.ts';
import { toAsideShape, type FromAside } from './protocol.ts';
import { toWire } from './wire.ts';

interface Asked {
  readonly give: (value: unknown) => void;
  readonly refuse: (code: string) => void;
}

interface Doing {
  readonly stop: AbortController;
  readonly asked: Map<number, Asked>;
  wants: number;
}

/** Returns what takes the worker's messages. */
export function serveAside(
  places: readonly Place[],
  post: (message: FromAside) => void,
): (message: unknown) => void {
  const doing = new Map<number, Doing>();

  const start = async (id: number, job: string, input: unknown): Promise<void> => {
    const one: Doing = { stop: new AbortController(), asked: new Map(), wants: 0 };
    doing.set(id, one);
    const { signal } = one.stop;
    try {
      const place = places.find(({ name }) => name === job);
      if (place === undefined) throw new CodedError('unexpected', job);
      const output = await place.run(input, { signal, ask: asker(id, one, post) });
      if (doing.delete(id)) post({ type: 'done', id, value: toWire(output) });
    } catch (thrown) {
      if (doing.delete(id)) post({ type: 'failed', id, code: codeOf(thrown) ?? 'unexpected' });
    }
  };

  return (value) => {
    const message = toAsideShape(value);
    if (message.type === 'start') return void start(message.id, message.job, message.input);
    const one = doing.get(message.id);
    if (one === undefined) return;
    if (message.type === 'stop') {
      doing.delete(message.id);
      one.stop.abort();
      for (const { refuse } of one.asked.values()) refuse('stopped');
      return;
    }
    const asked = one.asked.get(message.want);
    one.asked.delete(message.want);
    if (message.type === 'given') asked?.give(message.value);
    else asked?.refuse(message.code);
  };
}

function asker(
  id: number,
  one: Doing,
  post: (message: FromAside) => void,
): (want: unknown) => Promise<unknown> {
  return (want) =>
    new Promise((resolve, reject) => {
      const number = ++one.wants;
      const refuse = (code: string): void => reject(new CodedError(code));
      one.asked.set(number, { give: resolve, refuse });
      post({ type: 'want', id, want: number, value: toWire(want) });
    });
}
