/**
 * The account by which the OpenGradient relay is paid: connected from a pasted bundle, sealed at rest, renewed shortly
 * before its token ends, removed at a word. Must never send a token to another relay than its bundle named, nor lose a
 * new refresh token: the old one dies with it.
 */
import { loginJob, type LoginInput, type LoginOutput } from '../../aside/index.ts';
import { CodedError } from '../../errors/index.ts';
import { refreshLogin } from '../../relay/index.ts';
import { relayHostOf } from '../../settings/index.ts';
import { NetworkError } from '../errors.ts';
import type { NetworkEdges } from '../network.ts';
import type { AccountView } from '../view.ts';

/** What is kept: nothing that names the person. */
type Kept = LoginOutput & { readonly place: NonNullable<LoginOutput['place']> };

/** So long before its end a token is renewed. */
const EARLY_MS = 60_000;
const DEADLINE_MS = 20_000;

type AccountEdges = Pick<
  NetworkEdges,
  'now' | 'fetch' | 'proofs' | 'aside' | 'mayReachRelay' | 'scrubOuterRequests'
>;

export class Account {
  readonly #edges: AccountEdges;
  #renewing: Promise<Kept> | undefined;

  constructor(edges: AccountEdges) {
    this.#edges = edges;
  }

  /** @param bundleText As the login page shows it. Throws 'account-invalid'. */
  async connect(bundleText: string): Promise<void> {
    const nowMs = this.#edges.now();
    const account = await this.#read({ kind: 'bundle', text: bundleText, nowMs });
    await this.#edges.proofs.keepAccount(account);
  }

  async forget(): Promise<void> {
    await this.#edges.proofs.keepAccount(undefined);
  }

  async view(): Promise<AccountView | null> {
    const kept = await this.#kept();
    if (kept === undefined) return null;
    const { place, expiresAtMs, refreshToken } = kept;
    return {
      isAnonymous: place.isAnonymous,
      relayHost: relayHostOf(place.relayUrl),
      authUrl: place.authUrl,
      isRenewable: refreshToken !== null,
      ...(expiresAtMs === null ? {} : { expiresAtMs }),
    };
  }

  /** A token for this relay. Throws 'account-missing', or 'account-refused' where one must sign in again. */
  async token(relayUrl: string): Promise<string> {
    const { accessToken, expiresAtMs } = await this.#of(relayUrl);
    const isFresh = expiresAtMs === null || expiresAtMs - EARLY_MS > this.#edges.now();
    return isFresh ? accessToken : this.renewed(relayUrl);
  }

  /** Another token: the relay did not take the last one. */
  async renewed(relayUrl: string): Promise<string> {
    const kept = await this.#of(relayUrl);
    this.#renewing ??= this.#renew(kept).finally(() => (this.#renewing = undefined));
    return (await this.#renewing).accessToken;
  }

  async #of(relayUrl: string): Promise<Kept> {
    const kept = await this.#kept();
    if (kept?.place.relayUrl !== relayUrl) throw new NetworkError('account-missing');
    return kept;
  }

  async #renew(kept: Kept): Promise<Kept> {
    const { place, refreshToken } = kept;
    const edges = this.#edges;
    if (refreshToken === null) throw new CodedError('account-refused');
    if (!(await edges.mayReachRelay(place.authUrl))) {
      throw new CodedError('relay-permission-missing');
    }
    await edges.scrubOuterRequests(place.authUrl);
    const at = { fetch: edges.fetch, authUrl: place.authUrl, authKey: place.authKey };
    const answer = await refreshLogin(at, refreshToken, new AbortController().signal);
    const fresh = await this.#read({ kind: 'renewal', answer, nowMs: edges.now() });
    const renewed = { ...fresh, place, refreshToken: fresh.refreshToken ?? refreshToken };
    // Removed, or another one connected, while this one was renewed: that was the person's later word.
    if ((await this.#kept())?.refreshToken !== refreshToken) {
      throw new NetworkError('account-missing');
    }
    // Before anything else: whoever dies with a new token unwritten has none.
    await edges.proofs.keepAccount(renewed);
    return renewed;
  }

  #read(input: LoginInput): Promise<LoginOutput> {
    const answer = (): Promise<never> => Promise.reject(new CodedError('unexpected'));
    return this.#edges.aside.run(loginJob, input, { answer, deadlineMs: DEADLINE_MS });
  }

  async #kept(): Promise<Kept | undefined> {
    const stored = await this.#edges.proofs.account();
    if (stored === undefined) return undefined;
    const { place, ...rest } = loginJob.output(stored);
    return place === null ? undefined : { ...rest, place };
  }
}
