/**
 * An answer's opened text as it comes: streamed or whole, as the gateway framed it. What a relay forgot to take out
 * between two sealed chunks is taken out here. Must never call a stream ended that has no final chunk.
 */
import { concat, fromUtf8, type Bytes } from '../bytes/index.ts';
import type { SealedRequest } from '../ohttp/index.ts';
import type { SignedAnswer } from './answer-fields.ts';
import { BillingFilter } from './billing.ts';
import { OpengradientError } from './errors.ts';
import { parseAnswer } from './single-answer.ts';
import { StreamedAnswer } from './streamed-answer.ts';

/** Text, and at the end how to get at what was signed. */
export type Part = string | (() => SignedAnswer);

type Pieces = AsyncGenerator<Bytes, void, undefined>;
type Parts = AsyncGenerator<Part, void, undefined>;

/** One event of a gateway may hold a whole answer. */
const MAX_CHUNK = 1_048_576;

export function readParts(
  framing: 'single' | 'chunked',
  pieces: Pieces,
  sealed: SealedRequest,
): Parts {
  return framing === 'single' ? readWhole(pieces, sealed) : readChunks(pieces, sealed);
}

async function* readWhole(pieces: Pieces, sealed: SealedRequest): Parts {
  const body: Bytes[] = [];
  for await (const piece of pieces) body.push(piece);
  const answer = parseAnswer(decoded(await sealed.openSingle(concat(...body))));
  yield answer.kind === 'text' ? answer.output : '';
  yield () => answer;
}

async function* readChunks(pieces: Pieces, sealed: SealedRequest): Parts {
  const opener = sealed.openChunks({ maxChunkSize: MAX_CHUNK });
  const billing = new BillingFilter();
  const answer = new StreamedAnswer();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const push = (chunk: Bytes, stream: boolean): string => {
    try {
      return answer.push(decoder.decode(chunk, { stream }));
    } catch (cause) {
      if (!(cause instanceof TypeError)) throw cause;
      throw new OpengradientError('answer-malformed', 'UTF-8', { cause });
    }
  };
  for await (const piece of pieces) {
    for (const chunk of await opener.push(billing.push(piece))) yield push(chunk, true);
  }
  for (const chunk of await opener.push(billing.end())) yield push(chunk, true);
  yield push(await opener.end(), false);
  yield () => answer.finish();
}

function decoded(bytes: Bytes): string {
  try {
    return fromUtf8(bytes);
  } catch (cause) {
    throw new OpengradientError('answer-malformed', 'UTF-8', { cause });
  }
}
