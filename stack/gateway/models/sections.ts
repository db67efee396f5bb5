/**
 * Models from a settings file: `[upstream NAME]` for each server, `[model ID]` for each model with the servers that
 * have it, the first one first. What stands here becomes the statement, word for word.
 */
import type { Place, StatementModel } from '../../../lib/binding/index.ts';
import type { Section } from '../../config/lines.ts';
import {
  invalid,
  optional,
  otherwise,
  readSecret,
  readSection,
  required,
} from '../../config/settings.ts';
import {
  duration,
  line,
  oneOf,
  webAddress,
  wholeNumber,
  words,
  type Read,
} from '../../config/values.ts';
import { createFailoverModel, type Leg } from './failover.ts';
import type { Model } from './model.ts';
import { createOpenAiModel, upstreamOf } from './openai.ts';
import type { Patience } from './silence.ts';
import { Upstream } from './upstream.ts';

interface Server {
  readonly baseUrl: URL;
  readonly apiKey: string | undefined;
  readonly maxOpen: number;
  readonly patience: Patience;
}

interface StatedModel {
  readonly stated: StatementModel;
  readonly servers: readonly string[];
  readonly upstreamModel: string | undefined;
}

export interface ModelSections {
  readonly servers: ReadonlyMap<string, Server>;
  readonly models: readonly StatedModel[];
}

const price: Read<StatementModel['price']> = (text) => {
  const [, currency, input, output] =
    /^([A-Z]{3,5})\s+([0-9]{1,9}(?:\.[0-9]{1,9})?)\s+([0-9]{1,9}(?:\.[0-9]{1,9})?)$/.exec(text) ??
    [];
  if (currency === undefined || input === undefined || output === undefined) {
    throw new Error('like `USD 0.15 0.6`: currency, and a million tokens in and out');
  }
  return { currency, perMillionInput: input, perMillionOutput: output };
};

const time = duration(100, 3_600_000);
const FREE = { currency: 'USD', perMillionInput: '0', perMillionOutput: '0' };

const UPSTREAM = {
  url: required(webAddress),
  'key-file': optional(line),
  'max-open': otherwise(wholeNumber(1, 100_000), 256),
  'first-byte-time': otherwise(time, 60_000),
  'silence-time': otherwise(time, 60_000),
  'answer-time': otherwise(time, 900_000),
};

const MODEL = {
  upstreams: required(words(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 9)),
  'upstream-model': optional(line),
  place: required(oneOf('in-enclave', 'attested-enclave', 'third-party')),
  'context-tokens': otherwise(wholeNumber(1, 100_000_000), 8192),
  price: otherwise(price, FREE),
};

/** Undefined when the file names no model. */
export async function modelSections(
  sections: readonly Section[],
): Promise<ModelSections | undefined> {
  const stray = sections.find(({ kind }) => kind !== 'upstream' && kind !== 'model');
  if (stray !== undefined) {
    throw invalid(`${stray.where}: there are no sections [${stray.kind} …] here`);
  }
  const servers = new Map<string, Server>();
  for (const section of sections.filter(({ kind }) => kind === 'upstream')) {
    servers.set(section.name, await readServer(section));
  }
  const models = sections
    .filter(({ kind }) => kind === 'model')
    .map((section) => readModel(section, servers));
  const unused = sections.find(
    ({ kind, name }) => kind === 'upstream' && !models.some((m) => m.servers.includes(name)),
  );
  if (unused !== undefined) {
    throw invalid(`${unused.where}: [upstream ${unused.name}] is used by no model`);
  }
  return models.length === 0 ? undefined : { servers, models };
}

async function readServer(section: Section): Promise<Server> {
  const read = readSection(UPSTREAM, section);
  const keyFile = read['key-file'];
  return {
    baseUrl: new URL(read.url),
    apiKey:
      keyFile === undefined
        ? undefined
        : await readSecret(keyFile, `${section.entries.get('key-file')?.where ?? ''}: key-file`),
    maxOpen: read['max-open'],
    patience: {
      firstByteMs: read['first-byte-time'],
      silenceMs: read['silence-time'],
      answerMs: read['answer-time'],
    },
  };
}

function readModel(section: Section, servers: ReadonlyMap<string, Server>): StatedModel {
  const read = readSection(MODEL, section);
  const hosts = read.upstreams.map((name) => {
    const server = servers.get(name);
    const where = section.entries.get('upstreams')?.where ?? section.where;
    if (server === undefined) throw invalid(`${where}: there is no [upstream ${name}]`);
    return upstreamOf(server.baseUrl);
  });
  const [upstream = '', ...failover] = hosts;
  return {
    stated: statedAs(section.name, upstream, failover, read),
    servers: read.upstreams,
    upstreamModel: read['upstream-model'],
  };
}

function statedAs(
  id: string,
  upstream: string,
  failover: readonly string[],
  read: { place: Place; 'context-tokens': number; price: StatementModel['price'] },
): StatementModel {
  return {
    id,
    upstream,
    place: read.place,
    isLanguageModel: true,
    contextTokens: read['context-tokens'],
    price: read.price,
    ...(failover.length > 0 && { failover }),
  };
}

/** Models that share a server share its places. */
export async function assembleModels({
  servers,
  models,
}: ModelSections): Promise<{ models: readonly Model[]; upstreams: readonly Upstream[] }> {
  const upstreams = new Map(
    [...servers].map(([name, { baseUrl, maxOpen }]) => {
      return [name, new Upstream({ name: upstreamOf(baseUrl), maxOpen })] as const;
    }),
  );
  const made = models.map(({ stated, servers: names, upstreamModel }) => {
    const legs = names.flatMap((name): Leg[] => {
      const [server, upstream] = [servers.get(name), upstreams.get(name)];
      if (server === undefined || upstream === undefined) return [];
      const { baseUrl, apiKey, patience } = server;
      const one = { ...stated, upstream: upstream.name };
      const model = createOpenAiModel(one, {
        baseUrl,
        patience,
        ...(apiKey !== undefined && { apiKey }),
        ...(upstreamModel !== undefined && { upstreamModel }),
      });
      return [{ upstream, model }];
    });
    return createFailoverModel(stated, legs);
  });
  return { models: made, upstreams: [...upstreams.values()] };
}
