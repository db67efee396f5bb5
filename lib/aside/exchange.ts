/**
 * The job of one exchange over the OpenGradient network: a question sealed to the enclave of a verified row, its answer
 * opened as it comes, the signature over both checked. The worker carries the sealed bytes and shows the text; it has
 * no room for the code between. The seal's secrets are born and die here.
 */
import type { Bytes } from '../bytes/index.ts';
import {
  costInUsd,
  exchange,
  opgText,
  opgUnits,
  parseStatement,
  type ExchangeVerdict,
  type Question,
} from '../opengradient/index.ts';
import {
  count,
  flag,
  list,
  nullable,
  oneOf,
  partial,
  record,
  text,
  variants,
  type Parser,
} from '../shape/index.ts';
import type { Job, Tools, Work } from './job.ts';
import { bytes } from './wire.ts';

export interface ExchangeInput extends Question {
  /** What the registry said, as it was verified. */
  readonly statement: Bytes;
}

export type ExchangeWant =
  | { readonly kind: 'send'; readonly sealed: Bytes; readonly request: Bytes }
  /** Given: bytes, or none at the end. */
  | { readonly kind: 'piece' }
  | { readonly kind: 'show'; readonly text: string };

export type ExchangeGiven =
  | { readonly kind: 'framing'; readonly framing: 'single' | 'chunked' }
  | { readonly kind: 'piece'; readonly bytes: Bytes }
  | { readonly kind: 'end' };

export interface ExchangeOutput extends Omit<ExchangeVerdict, 'cost'> {
  /** By the gateway's word, as plain decimals. */
  readonly cost: { readonly opg?: string; readonly usd?: string };
}

const MAX_BODY = 1_000_000;
const words = text(4_000_000);

export const exchangeInput: Parser<ExchangeInput> = record({
  messages: list(record({ role: text(20), content: words }), 100),
  model: text(300),
  maxTokens: count(),
  reasoningEffort: oneOf('none', 'low', 'medium', 'high'),
  isPadded: flag,
  statement: bytes(64_000),
});

export const exchangeJob: Job<ExchangeInput, ExchangeWant, ExchangeGiven, ExchangeOutput> = {
  name: 'exchange',
  want: variants<ExchangeWant>('kind', {
    send: record({ kind: oneOf('send'), sealed: bytes(MAX_BODY), request: bytes(MAX_BODY) }),
    piece: record({ kind: oneOf('piece') }),
    show: record({ kind: oneOf('show'), text: words }),
  }),
  given: variants<ExchangeGiven>('kind', {
    framing: record({ kind: oneOf('framing'), framing: oneOf('single', 'chunked') }),
    piece: record({ kind: oneOf('piece'), bytes: bytes(8_400_000) }),
    end: record({ kind: oneOf('end') }),
  }),
  output: record({
    state: oneOf('holds', 'fails', 'missing'),
    code: nullable(text(80)),
    receipt: nullable(bytes(4096)),
    toldBytes: count(),
    cost: partial({ opg: text(100), usd: text(60) }),
    leaf: nullable(bytes(32)),
  }) satisfies Parser<ExchangeOutput>,
};

export const doExchange: Work<ExchangeInput, ExchangeWant, ExchangeGiven, ExchangeOutput> = async (
  { statement, ...question },
  tools,
) => {
  const { cost, ...verdict } = await exchange(question, parseStatement(statement).row, {
    send: async (sealed, request) => {
      const given = await tools.ask({ kind: 'send', sealed, request });
      return given.kind === 'framing' ? given.framing : 'chunked';
    },
    pieces: () => piecesOf(tools),
    show: async (shown) => void (await tools.ask({ kind: 'show', text: shown })),
  });
  return { ...verdict, cost: costOf(cost) };
};

function costOf(stated: ExchangeVerdict['cost']): ExchangeOutput['cost'] {
  try {
    if (stated === undefined) return {};
    const units = opgUnits(stated.costOpg);
    return { opg: opgText(units), usd: costInUsd(units, stated.opgPriceUsd) };
  } catch {
    // What cannot be read is not shown; no signature covers it anyway.
    return {};
  }
}

async function* piecesOf({
  ask,
}: Tools<ExchangeWant, ExchangeGiven>): AsyncGenerator<Bytes, void, undefined> {
  for (;;) {
    const given = await ask({ kind: 'piece' });
    if (given.kind !== 'piece') return;
    yield given.bytes;
  }
}
