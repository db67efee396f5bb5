/**
 * Which models a gateway serves: the server that was configured, else the usual ones found on loopback, else the
 * built-in answerer, so that there always is one.
 */
import type { Place, StatementModel } from '../../../lib/binding/index.ts';
import { CodedError } from '../../../lib/errors/index.ts';
import { discoverModels, modelsAt } from './discover.ts';
import { EXTRACTIVE_MODEL } from './extractive.ts';
import type { Model } from './model.ts';
import { createOpenAiModel, upstreamOf } from './openai.ts';

export class ModelConfigError extends CodedError<'model-url-invalid' | 'model-name-missing'> {}

export interface ModelServerConfig {
  /** The server's base, up to and with /v1. */
  readonly url: string;
  readonly apiKey?: string;
  /** Without a name, the server is asked which models it has. */
  readonly name?: string;
  /** Who can read the text there. A server that is not on this machine is a third party unless said otherwise. */
  readonly place?: Place;
  readonly contextTokens?: number;
  readonly price?: StatementModel['price'] | undefined;
}

const FREE: StatementModel['price'] = {
  currency: 'USD',
  perMillionInput: '0',
  perMillionOutput: '0',
};
const CONTEXT_TOKENS = 8192;

export async function configureModels(config?: ModelServerConfig): Promise<readonly Model[]> {
  if (config !== undefined) return configured(config);
  const found = await discoverModels();
  return found.length > 0 ? found : [EXTRACTIVE_MODEL];
}

async function configured(config: ModelServerConfig): Promise<readonly Model[]> {
  const baseUrl = parseUrl(config.url);
  const names =
    config.name === undefined
      ? (await modelsAt(baseUrl, fetch)).map((model) => model.id)
      : [config.name];
  if (names.length === 0) throw new ModelConfigError('model-name-missing', config.url);
  const { apiKey } = config;
  return names.map((id) =>
    createOpenAiModel(stated(id, baseUrl, config), {
      baseUrl,
      ...(apiKey !== undefined && { apiKey }),
    }),
  );
}

function stated(id: string, baseUrl: URL, config: ModelServerConfig): StatementModel {
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(baseUrl.hostname);
  return {
    id,
    upstream: upstreamOf(baseUrl),
    place: config.place ?? (isHere ? 'in-enclave' : 'third-party'),
    isLanguageModel: true,
    contextTokens: config.contextTokens ?? CONTEXT_TOKENS,
    price: config.price ?? FREE,
  };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new ModelConfigError('model-url-invalid', text);
  }
  return url;
}
