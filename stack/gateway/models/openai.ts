/**
 * A model behind any OpenAI-compatible server. The host it calls is the one the statement names, checked at every
 * call, and redirects are refused: otherwise the text could go where no statement says.
 */
import type { StatementModel } from '../../../lib/binding/index.ts';
import { ModelError, type ChatMessage, type Model, type ModelEvent } from './model.ts';
import { readChunk } from './openai-events.ts';
import { SseReader } from './sse.ts';

export interface OpenAiOptions {
  /** The server's base, up to and with /v1. */
  readonly baseUrl: URL;
  readonly apiKey?: string;
  /** The server's own name for the model, when it differs from the stated id. */
  readonly upstreamModel?: string;
  readonly fetch?: typeof fetch;
  /** Longest silence, before the first byte and between bytes. */
  readonly silenceTimeoutMs?: number;
}

const DONE = '[DONE]';

/** The `host:port` that a statement names for this base. */
export function upstreamOf(url: URL): string {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return `${url.hostname}:${port}`;
}

export function createOpenAiModel(stated: StatementModel, options: OpenAiOptions): Model {
  const { baseUrl, silenceTimeoutMs = 120_000 } = options;
  const send = options.fetch ?? fetch;
  return {
    ...stated,
    async *answer(messages, signal) {
      if (upstreamOf(baseUrl) !== stated.upstream) throw new ModelError('upstream-not-stated');
      const silence = new Silence(silenceTimeoutMs);
      let hasBegun = false;
      try {
        const both = AbortSignal.any([signal, silence.signal]);
        const model = options.upstreamModel ?? stated.id;
        const response = await send(endpoint(baseUrl), requestOf(model, messages, options, both));
        for await (const event of eventsOf(response, silence)) {
          hasBegun = true;
          yield event;
        }
      } catch (cause) {
        if (cause instanceof ModelError) throw cause;
        const lost = hasBegun ? 'model-cut' : 'model-unreachable';
        throw new ModelError(silence.isOver ? 'model-timed-out' : lost, undefined, { cause });
      } finally {
        silence.end();
      }
    },
  };
}

function endpoint(baseUrl: URL): URL {
  return new URL('chat/completions', baseUrl.href.endsWith('/') ? baseUrl : `${baseUrl.href}/`);
}

function requestOf(
  model: string,
  messages: readonly ChatMessage[],
  { apiKey }: OpenAiOptions,
  signal: AbortSignal,
): RequestInit {
  return {
    method: 'POST',
    redirect: 'error',
    signal,
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    }),
  };
}

async function* eventsOf(response: Response, silence: Silence): AsyncGenerator<ModelEvent> {
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new ModelError('model-refused', `status ${response.status}`);
  }
  const mediaType = response.headers.get('content-type') ?? '';
  if (!/^text\/event-stream\s*(;|$)/i.test(mediaType) || response.body === null) {
    await response.body?.cancel();
    throw new ModelError('model-answer-invalid', 'media type');
  }
  const reader = new SseReader();
  let isFinished = false;
  for await (const bytes of response.body) {
    silence.heard();
    for (const data of reader.push(bytes)) {
      if (data === DONE) return;
      const events = readChunk(data);
      isFinished ||= events.some((event) => event.kind === 'finish');
      yield* events;
    }
  }
  // Some servers leave [DONE] out; an end without a finish reason is an answer that was cut.
  if (!isFinished) throw new ModelError('model-cut');
}

/** Aborts when nothing was heard for too long. */
class Silence {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(timeoutMs: number) {
    this.#timer = setTimeout(() => this.#controller.abort(), timeoutMs);
  }
  get signal(): AbortSignal {
    return this.#controller.signal;
  }
  get isOver(): boolean {
    return this.#controller.signal.aborted;
  }
  heard(): void {
    this.#timer.refresh();
  }
  end(): void {
    clearTimeout(this.#timer);
  }
}
