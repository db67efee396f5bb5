/**
 * Which of a relay's gateways is asked where the person names none: one by this device's own chance, kept until the
 * key that it was met with ends, or until it fails. Whoever is chosen is verified like any other: a changed choice is
 * a new verification. Must never take a gateway because the relay puts it first.
 */
import { codeOf } from '../../errors/index.ts';
import { fetchGateways } from '../../relay/index.ts';
import type { Settings } from '../../settings/index.ts';
import { count, record, text, type Parsed } from '../../shape/index.ts';
import type { NetworkEdges } from '../network.ts';

const CHOICE_KEY = 'gateway-choice';

const choiceShape = record({
  relayUrl: text(500),
  gatewayName: text(64),
  /** When the key ends that it was chosen with; 0 when it failed: the next choice falls on another, if there is one. */
  untilMs: count(Number.MAX_SAFE_INTEGER),
});
type Kept = Parsed<typeof choiceShape>;

export interface Choice {
  /** With the gateway that is meant. */
  readonly settings: Settings;
  readonly isByChance: boolean;
  /** It holds: kept until then, unless it is kept already. */
  keep(untilMs: number): Promise<void>;
  /** It failed. */
  drop(): Promise<void>;
}

const AWAY: ReadonlySet<string> = new Set([
  'gateway-unreachable',
  'gateway-unknown',
  'relay-timeout',
]);

/** True where another gateway of the same relay may be well. */
export function isAway(thrown: unknown): boolean {
  return AWAY.has(codeOf(thrown) ?? '');
}

/** Throws RelayError when the relay does not say whom it leads to. */
export async function chooseGateway(edges: NetworkEdges, settings: Settings): Promise<Choice> {
  const { relayUrl } = settings;
  if (settings.gatewayName !== '') {
    const nothing = (): Promise<void> => Promise.resolve();
    return { settings, isByChance: false, keep: nothing, drop: nothing };
  }
  const kept = await keptAt(edges, relayUrl);
  const isKept = kept !== undefined && kept.untilMs > edges.now();
  const gatewayName = isKept ? kept.gatewayName : await pick(edges, relayUrl, kept);
  const write = (untilMs: number): Promise<void> =>
    // Without a store (private windows) every choice is a new one.
    edges.localStore.set(CHOICE_KEY, { relayUrl, gatewayName, untilMs }).catch(() => undefined);
  return {
    settings: { ...settings, gatewayName },
    isByChance: true,
    keep: (untilMs) => (isKept ? Promise.resolve() : write(untilMs)),
    drop: () => write(0),
  };
}

async function keptAt({ localStore }: NetworkEdges, relayUrl: string): Promise<Kept | undefined> {
  try {
    const kept = choiceShape(await localStore.get(CHOICE_KEY));
    return kept.relayUrl === relayUrl ? kept : undefined;
  } catch {
    return undefined;
  }
}

async function pick(
  edges: NetworkEdges,
  relayUrl: string,
  kept: Kept | undefined,
): Promise<string> {
  const names = await fetchGateways({ fetch: edges.fetch, relayUrl }, new AbortController().signal);
  const others = kept?.untilMs === 0 ? names.filter((name) => name !== kept.gatewayName) : names;
  const pool = others.length > 0 ? others : names;
  // Six bytes: the remainder of so many is even enough for any list.
  const chance = edges.random(6).reduce((sum, byte) => sum * 256 + byte, 0);
  return pool[chance % pool.length] ?? '';
}
