/**
 * Renews an account's token at the place that its login bundle named (protocol notes, section 4.3). That place learns
 * our address and which account it is. Must never be called with anything but a refresh token in the body, nor repeat
 * what came back in an error.
 */
import { fromUtf8, utf8, type Bytes } from '../bytes/index.ts';
import { readWhole, requireMediaType } from './bounded-read.ts';
import { RelayError } from './errors.ts';
import { send, type Fetch } from './outer-request.ts';
import { SHORT_TIMEOUT_MS, withTimeout } from './place.ts';

export interface LoginPlace {
  readonly fetch: Fetch;
  readonly authUrl: string;
  readonly authKey: string;
}

const MEDIA_TYPE = 'application/json';
const MAX_BYTES = 32_768;
const PATH = '/auth/v1/token?grant_type=refresh_token';

/** The answer, still to be parsed. Throws 'account-refused' where one has to sign in again. */
export async function refreshLogin(
  { fetch, authUrl, authKey }: LoginPlace,
  refreshToken: string,
  caller: AbortSignal,
): Promise<unknown> {
  const signal = withTimeout(caller, SHORT_TIMEOUT_MS);
  const bytes = utf8(JSON.stringify({ refresh_token: refreshToken }));
  const body = { mediaType: MEDIA_TYPE, bytes };
  const request = { url: authUrl + PATH, accept: MEDIA_TYPE, signal, body };
  const response = await send(fetch, { ...request, headers: { apikey: authKey } }, refusal);
  requireMediaType(response, MEDIA_TYPE);
  return parsed(await readWhole(response, MAX_BYTES, signal));
}

async function refusal(response: Response): Promise<RelayError> {
  await response.body?.cancel().catch(() => undefined);
  const isOver = [400, 401, 403].includes(response.status);
  return new RelayError(
    isOver ? 'account-refused' : 'relay-unreachable',
    `status ${response.status}`,
  );
}

function parsed(body: Bytes): unknown {
  try {
    return JSON.parse(fromUtf8(body));
  } catch {
    // Without the cause: an error of JSON quotes the text, and the text holds a token.
    throw new RelayError('relay-answer-invalid', 'login');
  }
}
