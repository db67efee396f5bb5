/**
 * The enclave that would be asked now: found and verified as soon as a page opens, kept ready for a bounded time,
 * with the sealing context prepared, so that Send costs one AEAD call. One verification serves several asks; one
 * context serves one. Must never outlive its evidence, its settings, or the exact key bytes that it was made for.
 */
import {
  createNetworks,
  type Asked,
  type LeavesView,
  type Network,
  type Networks,
  type ReadyEnclave,
} from '../networks/index.ts';
import type { ProofFacts, SettlementRecord, Watch } from '../proofs/index.ts';
import { networkUrls, type Settings } from '../settings/index.ts';
import type { Edges } from './edges.ts';
import { errorViewOf, viewOfCode } from './error-table.ts';
import { AskError } from './errors.ts';
import type { AccountView, EnclaveView } from './view.ts';

export class EnclaveDesk {
  readonly #edges: Edges;
  readonly #networks: Networks;
  readonly #onChange: (view: EnclaveView) => void;
  #view: EnclaveView = { phase: 'unset' };
  #ready: ReadyEnclave | undefined;
  #preparing: Promise<ReadyEnclave> | undefined;
  #settingsKey = '';
  /** Counts the looks: one that was forgotten meanwhile has nothing more to say, though the settings be the same. */
  #look = 0;

  /** @param onKeySeen A key may have been met that is to be looked for in the log. */
  constructor(edges: Edges, onChange: (view: EnclaveView) => void, onKeySeen: () => void) {
    this.#edges = edges;
    this.#networks = createNetworks({ ...edges, errorView: viewOfCode, onKeySeen });
    this.#onChange = onChange;
  }

  get view(): EnclaveView {
    return this.#view;
  }

  /** Connects the account of a network's relay, or removes it. */
  async changeAccount(bundle: string | null): Promise<void> {
    const { account } = this.#networks.opengradient;
    await (bundle === null ? account?.forget() : account?.connect(bundle));
  }

  async account(): Promise<AccountView | null> {
    return (await this.#networks.opengradient.account?.view()) ?? null;
  }

  /** What Send would seal. */
  describe(asked: Asked, settings: Settings): LeavesView {
    return this.#network(settings).describe(asked, settings, this.#ready);
  }

  /** What is looked for once an answer was verified. */
  watchOf(settings: Settings, facts: ProofFacts): Promise<Watch | undefined> {
    return this.#network(settings).watchOf(settings, facts, this.#edges.now());
  }

  /** The verified enclave of these settings, from now or from at most ten minutes ago. Throws coded errors. */
  ready(settings: Settings): Promise<ReadyEnclave> {
    const key = JSON.stringify([settings.network, this.#network(settings).keyOf(settings)]);
    if (key !== this.#settingsKey) this.forget();
    this.#settingsKey = key;
    if (this.#ready?.isCurrent(this.#edges.now()) === true) {
      // The context before may be used up by now.
      this.#ready.freshen();
      return Promise.resolve(this.#ready);
    }
    if (this.#preparing !== undefined) return this.#preparing;
    this.#ready?.wipe();
    this.#ready = undefined;
    const preparing = this.#prepare(settings);
    this.#preparing = preparing;
    const done = (): void => {
      if (this.#preparing === preparing) this.#preparing = undefined;
    };
    preparing.then(done, done);
    return preparing;
  }

  /** Forgets what was verified: the next ask looks again. */
  forget(): void {
    this.#ready?.wipe();
    this.#ready = undefined;
    this.#preparing = undefined;
    this.#settingsKey = '';
    this.#look++;
    this.#show({ phase: 'unset' });
  }

  /** The log was looked at for a key: a key that it lacks is sealed to no more. */
  onKeyLook(leaf: SettlementRecord): void {
    const { network = 'sotto' } = this.#view;
    const after = this.#networks[network].afterKeyLook(this.#view, leaf);
    if (after === 'forget') this.forget();
    else if (after !== this.#view) this.#show(after);
  }

  /** Throws AskError 'relay-permission-missing' where the person does not allow all of its hosts. */
  async mustBeAllowed(settings: Settings): Promise<void> {
    const may = await Promise.all(
      networkUrls(settings).map((url) => this.#edges.mayReachRelay(url)),
    );
    if (may.includes(false)) throw new AskError('relay-permission-missing');
  }

  #network({ network }: Settings): Network {
    return this.#networks[network];
  }

  #show(view: EnclaveView): void {
    this.#view = view;
    this.#onChange(view);
  }

  async #prepare(settings: Settings): Promise<ReadyEnclave> {
    const [look, key] = [++this.#look, this.#settingsKey];
    const network = this.#network(settings);
    const isSet = network.isSet(settings);
    const where = network.whereOf(settings);
    const show = (view: EnclaveView): void => {
      if (this.#look === look) this.#show(view);
    };
    try {
      // At once: a popup that opens must not say for a moment that no relay is set.
      if (isSet) show({ phase: 'checking', ...where });
      else throw new AskError('relay-unset');
      await this.#openWay(settings);
      const ready = await network.prepare(settings, show);
      // Overtaken by a later look at the same place: what that one finds counts, for whoever waits for this one too.
      if (this.#look !== look && this.#settingsKey === key) {
        ready.wipe();
        return await this.ready(settings);
      }
      if (this.#look === look) this.#ready = ready;
      show(ready.view);
      return ready;
    } catch (thrown) {
      if (!isSet) show({ phase: 'unset', error: errorViewOf(thrown) });
      else if (this.#view.phase !== 'refused') {
        show({ phase: 'refused', ...where, error: errorViewOf(thrown) });
      }
      throw thrown;
    }
  }

  /** Permission and scrubbing stand before the first request, or there is no request. */
  async #openWay(settings: Settings): Promise<void> {
    await this.mustBeAllowed(settings);
    await this.#edges.scrubOuterRequests(...networkUrls(settings));
  }
}
