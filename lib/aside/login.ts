/**
 * The job of reading a login bundle, or the answer of a renewal: strict about tokens and addresses, deaf to the rest.
 * Must never repeat what it was given in an error.
 */
import { parseLoginBundle, parseRefresh } from '../opengradient/index.ts';
import {
  count,
  flag,
  nullable,
  oneOf,
  record,
  text,
  variants,
  type Parser,
} from '../shape/index.ts';
import type { Job, Work } from './job.ts';
import { nothing } from './wire.ts';

export type LoginInput =
  | { readonly kind: 'bundle'; readonly text: string; readonly nowMs: number }
  | { readonly kind: 'renewal'; readonly answer: unknown; readonly nowMs: number };

export interface LoginOutput {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly expiresAtMs: number | null;
  /** Of a bundle only. */
  readonly place: LoginPlace | null;
}

export interface LoginPlace {
  readonly authUrl: string;
  readonly authKey: string;
  readonly relayUrl: string;
  readonly isAnonymous: boolean;
}

const token = text(8192);
const url = text(600);

export const loginInput: Parser<LoginInput> = variants<LoginInput>('kind', {
  bundle: record({ kind: oneOf('bundle'), text: text(40_000), nowMs: count() }),
  renewal: record({ kind: oneOf('renewal'), answer: (value: unknown) => value, nowMs: count() }),
});

export const loginJob: Job<LoginInput, never, never, LoginOutput> = {
  name: 'read-login',
  want: nothing,
  given: nothing,
  output: record({
    accessToken: token,
    refreshToken: nullable(token),
    expiresAtMs: nullable(count()),
    place: nullable(record({ authUrl: url, authKey: token, relayUrl: url, isAnonymous: flag })),
  }),
};

export const readLogin: Work<LoginInput, never, never, LoginOutput> = (input) => {
  const { nowMs } = input;
  if (input.kind === 'renewal') {
    const { accessToken, refreshToken, expiresAtMs } = parseRefresh(input.answer, nowMs);
    const rest = { refreshToken: refreshToken ?? null, expiresAtMs: expiresAtMs ?? null };
    return Promise.resolve({ accessToken, ...rest, place: null });
  }
  const bundle = parseLoginBundle(input.text, nowMs);
  const { accessToken, authUrl, authKey, relayUrl, isAnonymous } = bundle;
  return Promise.resolve({
    accessToken,
    refreshToken: bundle.refreshToken ?? null,
    expiresAtMs: bundle.expiresAtMs ?? null,
    place: { authUrl, authKey, relayUrl, isAnonymous },
  });
};
