/**
 * Looks on loopback for the usual model servers, once at start. Must never look anywhere else, and never take an
 * answer for a model server's that does not have the form of a model list.
 */
import type { StatementModel } from '../../../lib/binding/index.ts';
import { createOpenAiModel, upstreamOf } from './openai.ts';
import type { Model } from './model.ts';

/** Ollama, LM Studio, llama.cpp, vLLM. */
const USUAL_PORTS = [11434, 1234, 8080, 8000];
/** Most ports have nobody, and the start waits for all of them. */
const LOOK_TIMEOUT_MS = 400;
/** A server that somebody named is there, and may be busy. */
const NAMED_TIMEOUT_MS = 10_000;
const MAX_MODELS = 16;
const MAX_LIST_CHARACTERS = 262_144;
const CONTEXT_TOKENS = 8192;
const MODEL_ID = /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}$/;
/** Servers list what they have, also what cannot chat. */
const NOT_FOR_CHAT = /embed|whisper|tts|rerank|clip/i;

const FREE = { currency: 'USD', perMillionInput: '0', perMillionOutput: '0' } as const;

/** The models of the first server that answers, or none. */
export async function discoverModels(
  ports: readonly number[] = USUAL_PORTS,
  look: typeof fetch = fetch,
): Promise<Model[]> {
  const bases = ports.map((port) => new URL(`http://127.0.0.1:${port}/v1`));
  const found = await Promise.all(bases.map((base) => modelsAt(base, look, LOOK_TIMEOUT_MS)));
  return found.find((models) => models.length > 0) ?? [];
}

/** What the server at this base lists; nothing when it does not answer like one. */
export async function modelsAt(
  baseUrl: URL,
  look: typeof fetch,
  timeoutMs = NAMED_TIMEOUT_MS,
): Promise<Model[]> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await look(new URL(`${baseUrl.href}/models`), { signal, redirect: 'error' });
    const list = await response.text();
    if (response.status !== 200 || list.length > MAX_LIST_CHARACTERS) return [];
    return idsIn(JSON.parse(list)).map((id) => createOpenAiModel(state(id, baseUrl), { baseUrl }));
  } catch {
    // Nobody there, or somebody else: both mean that there is no model here.
    return [];
  }
}

function idsIn(list: unknown): string[] {
  if (typeof list !== 'object' || list === null || !('data' in list)) return [];
  if (!Array.isArray(list.data)) return [];
  const ids = list.data.flatMap((entry: unknown) => idOf(entry));
  return [...new Set(ids)].slice(0, MAX_MODELS);
}

function idOf(entry: unknown): string[] {
  if (typeof entry !== 'object' || entry === null || !('id' in entry)) return [];
  const { id } = entry;
  const isUsable = typeof id === 'string' && MODEL_ID.test(id) && !NOT_FOR_CHAT.test(id);
  return isUsable ? [id] : [];
}

/** A server on this machine's own loopback is inside the same boundary as the gateway. */
function state(id: string, baseUrl: URL): StatementModel {
  return {
    id,
    upstream: upstreamOf(baseUrl),
    place: 'in-enclave',
    isLanguageModel: true,
    contextTokens: CONTEXT_TOKENS,
    price: FREE,
  };
}
