/**
 * The end of the programs that carry answers, as processes under SIGTERM: what is under way is finished, what comes is
 * refused in words that say when to come again, and nothing outlasts the time that was set for it.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import { concat, type Bytes } from '../../lib/bytes/index.ts';
import { carryAsk } from '../../lib/relay/index.ts';
import { post, readAnswer, sealAsk, type Answer, type Enclave } from '../fakes/device.ts';
import { startModelServer, type ModelServer } from '../fakes/model-server.ts';
import { buildAll, startAll, type Program, type Running, type Settings } from './programs.ts';

const WORDS = ['one', 'two', 'three', 'four'];

interface Held extends Running {
  readonly model: ModelServer;
  /** Lets the model go on. */
  readonly release: () => void;
}

/** Everything running, and a model that stops after two words until it is released. */
async function startHeld(settings: Settings = {}): Promise<Held> {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const model = await startModelServer({ words: WORDS, held });
  onTestFinished(() => model.close());
  onTestFinished(() => release());
  return { ...(await startAll(await buildAll(), model.url, settings)), model, release };
}

/** Answers that have begun: each resolves when it was read to its end. */
async function begin(url: string, enclave: Enclave, count: number): Promise<Promise<Answer>[]> {
  const begun = Array.from({ length: count }, async () => {
    const sealed = await sealAsk(enclave, { padding: 'none' });
    return { sealed, response: await post(url, sealed.sealed) };
  });
  return (await Promise.all(begun)).map(({ sealed, response }) => {
    const answer = readAnswer(enclave, sealed, response);
    // Looked at later; until then no end of it is an accident.
    answer.catch(() => undefined);
    return answer;
  });
}

/** Asks until it is refused, and tells how. */
async function refusedAsk({ url, enclave }: Running): Promise<Response> {
  for (;;) {
    const { sealed } = await sealAsk(enclave, { padding: 'none' });
    const response = await post(url, sealed);
    if (response.status !== 200) return response;
    await response.body?.cancel();
  }
}

async function endedWell({ ended }: Program): Promise<void> {
  expect(await ended).toEqual({ code: 0, complaint: '' });
}

describe.each(['gateway', 'relay'] as const)('a %s that is told to end', (part) => {
  it('finishes every answer with its receipt, refuses new asks with a time, and ends by itself', async () => {
    const running = await startHeld();
    const program = running[part];
    const answers = await begin(running.url, running.enclave, 8);
    program.child.kill('SIGTERM');
    const refused = await refusedAsk(running);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(await refused.text()).toContain('draining');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(program.child.exitCode).toBeNull();
    running.release();
    for (const answer of await Promise.all(answers)) {
      expect(answer.text).toBe('one two three four');
      expect(answer.receipt).toMatchObject({ ok: true });
    }
    await endedWell(program);
  });

  it('cuts what is still open when its time is over, by a name that the device has', async () => {
    const running = await startHeld({ [part]: ['drain-time = 300ms'] });
    const [name, relayUrl] = ['one', running.url.replace(/\/g\/.*/, '')];
    const { sealed } = await sealAsk(running.enclave, { padding: 'none' });
    const place = { fetch, relayUrl, gatewayName: name };
    const pieces = carryAsk(place, sealed.bytes, new AbortController().signal);
    const first = await pieces.next();
    expect(first.done).toBe(false);
    running[part].child.kill('SIGTERM');
    const rest = async (): Promise<Bytes> => {
      const all: Bytes[] = [];
      for await (const piece of pieces) all.push(piece);
      return concat(...all);
    };
    await expect(rest()).rejects.toMatchObject({ code: 'relay-cut' });
    await endedWell(running[part]);
    await expect.poll(() => running.model.open).toBe(0);
  });

  it('ends at once when it is told a second time', async () => {
    const running = await startHeld();
    const [answer] = await begin(running.url, running.enclave, 1);
    running[part].child.kill('SIGTERM');
    await refusedAsk(running);
    running[part].child.kill('SIGTERM');
    await expect(answer).rejects.toThrow();
    await endedWell(running[part]);
  });
});

describe('a gateway that has ended', () => {
  it('has handed every receipt to the log before', async () => {
    const running = await startHeld();
    running.release();
    const answers = await Promise.all(await begin(running.url, running.enclave, 5));
    running.gateway.child.kill('SIGTERM');
    await endedWell(running.gateway);
    const published = async (): Promise<number> => {
      const checkpoint = await (await fetch(`${running.ledgerUrl}/checkpoint`)).text();
      return Number(checkpoint.split('\n')[1]);
    };
    // The entry of its key, and one for each answer: taken before it ended, and published right after they were taken.
    await expect.poll(published).toBe(1 + answers.length);
  });
});
