/**
 * Carries one sealed request over the relay of the OpenGradient network, which wants an account's token and the id of
 * the chosen enclave (protocol notes, section 4.1). The relay learns the account, the enclave, sizes and times.
 * Must never retry: whether the request was processed is not known; and never show a word of the relay's.
 */
import { fromUtf8, type Bytes } from '../bytes/index.ts';
import { isPlainObject } from '../shape/index.ts';
import { readWhole } from './bounded-read.ts';
import { RelayError } from './errors.ts';
import { send, type Fetch } from './outer-request.ts';
import { Patience } from './patience.ts';
import { readPatiently } from './patient-read.ts';

export interface AccountPlace {
  readonly fetch: Fetch;
  /** In normal form: no slash at the end. */
  readonly relayUrl: string;
  readonly accessToken: string;
  readonly teeId: string;
}

/** How the body of an answer is framed; anything else is no sealed answer. */
export type AnswerFraming = 'single' | 'chunked';

export interface CarriedAnswer {
  readonly framing: AnswerFraming;
  readonly pieces: AsyncGenerator<Bytes, void, undefined>;
}

const PATH = '/api/v1/chat/ohttp';
const REQUEST_TYPE = 'message/ohttp-req';
const FRAMINGS: Readonly<Record<string, AnswerFraming>> = {
  'message/ohttp-res': 'single',
  'message/ohttp-chunked-res': 'chunked',
};
const HEAD_TIMEOUT_MS = 120_000;
const LIMITS = { silenceMs: 120_000, maxBytes: 8_388_608 };
const MAX_ERROR_BYTES = 4096;

/** Resolves with the answer's head; every refusal of the request is thrown here, before a byte of an answer. */
export async function carryWithAccount(
  place: AccountPlace,
  sealed: Bytes,
  caller: AbortSignal,
  onLeaving?: () => void,
): Promise<CarriedAnswer> {
  const patience = new Patience(HEAD_TIMEOUT_MS);
  const signal = AbortSignal.any([caller, patience.signal]);
  try {
    const response = await send(
      place.fetch,
      {
        ...{ url: place.relayUrl + PATH, accept: 'message/ohttp-chunked-res', signal },
        onLeaving,
        body: { mediaType: REQUEST_TYPE, bytes: sealed },
        headers: {
          authorization: `Bearer ${place.accessToken}`,
          'x-tee-id': place.teeId,
          'x-ohttp-stream': 'true',
        },
      },
      refusal,
    );
    const framing = framingOf(response);
    return { framing, pieces: readPatiently(response, LIMITS, signal, patience) };
  } catch (thrown) {
    patience.end();
    throw thrown;
  }
}

function framingOf(response: Response): AnswerFraming {
  const type = response.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const framing = Object.hasOwn(FRAMINGS, type) ? FRAMINGS[type] : undefined;
  if (framing === undefined) throw new RelayError('relay-media-type');
  return framing;
}

/** Section 4.2. The body is anybody's word: of all its texts two known ones count, and none is shown. */
async function refusal(response: Response): Promise<RelayError> {
  const { status } = response;
  const said = await wordsOf(response);
  const detail = `status ${status}`;
  if (status === 401 || status === 403) return new RelayError('account-refused', detail);
  if (status === 402) return new RelayError('account-exhausted', detail);
  if (status === 429) return new RelayError('relay-busy', detail);
  if (status === 413) return new RelayError('relay-request-refused', detail);
  // A key of before the enclave's restart shows only like this (trap 9).
  if (status === 400 && said === 'malformed encapsulated request') {
    return new RelayError('gateway-key-mismatch', detail);
  }
  if (status === 502 && said === 'Selected TEE is not active in the registry') {
    return new RelayError('gateway-inactive', detail);
  }
  if (status === 400 || status === 451) return new RelayError('relay-request-refused', detail);
  if (status >= 500 && status <= 504) return new RelayError('gateway-unreachable', detail);
  return new RelayError('relay-refused', detail);
}

async function wordsOf(response: Response): Promise<string> {
  try {
    const body = await readWhole(response, MAX_ERROR_BYTES, new AbortController().signal);
    const error: unknown = JSON.parse(fromUtf8(body));
    const said = isPlainObject(error) ? (error['detail'] ?? error['error']) : '';
    return typeof said === 'string' ? said : '';
  } catch {
    return '';
  }
}
