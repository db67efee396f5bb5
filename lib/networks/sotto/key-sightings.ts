/**
 * Key consistency: every key configuration that this device was ever given for a gateway, with its dates, and whether
 * the settlement log holds it. A gateway that gave one person a key of their own would have to show it to everybody,
 * or be caught not showing it. Must never overwrite what was seen before, nor look for a key in the log at once: when
 * we look must not tell who looks.
 */
import { keyLogEntry } from '../../binding/index.ts';
import { fromHex, toHex, type Bytes } from '../../bytes/index.ts';
import { keyLeafId, type Seen, type SettlementRecord, type Watch } from '../../proofs/index.ts';
import { gatewayKeyOf, type Settings } from '../../settings/index.ts';
import type { NetworkEdges } from '../network.ts';
import type { EnclaveVerdict } from './enclave-check.ts';
import { PATIENCE_MS } from './log-watch.ts';
import type { SeenKeyView } from '../view.ts';

/** How long a new key is news. */
const NEWS_MS = 3_600_000;
const MAX_SHOWN = 50;

export interface KeySightings {
  readonly isKeyChanged: boolean;
  /** The one that was just met first, then the others, most recent first. */
  readonly keys: SeenKeyView[];
}

export async function noteKey(
  edges: NetworkEdges,
  settings: Settings,
  verdict: EnclaveVerdict & { ok: true },
): Promise<KeySightings> {
  const { proofs, now } = edges;
  const gateway = gatewayKeyOf(settings);
  const { keyValidity, statement, logOrigin, logVerifierKey } = verdict.transcript;
  const entry = await keyLogEntry(verdict.keyConfigHash, keyValidity);
  // The entry stands beside the hash: the same key under other dates is a change too.
  const value = `${toHex(verdict.keyConfigHash)}.${toHex(entry)}`;
  await proofs.noteSighting({ gateway, kind: 'key-config', value }, now());
  const watch: Watch = {
    relayUrl: settings.relayUrl,
    gatewayName: settings.gatewayName,
    origin: logOrigin,
    verifierKey: logVerifierKey,
    entry,
    deadlineMs: keyValidity.fromMs + statement.log.deadlineSeconds * 1000 + PATIENCE_MS,
  };
  await proofs.watchKey(watch, keyValidity.logIndex);
  const seen = (await proofs.sightingsAt(gateway, 'key-config')).slice(0, MAX_SHOWN);
  const states = await proofs.keyLeaves(seen.map(entryOf));
  // Two that were seen in the same millisecond have no order of their own.
  const keys = seen.map((one) => seenKeyView(one, states)).toSorted(byCurrent(toHex(entry)));
  const isNews = now() - (keys[0]?.firstSeenMs ?? 0) < NEWS_MS;
  return { isKeyChanged: keys.length > 1 && isNews, keys };
}

/** What a finding of the log makes of the list. */
export function withFinding(
  keys: readonly SeenKeyView[],
  { id, state }: Pick<SettlementRecord, 'id' | 'state'>,
): SeenKeyView[] {
  return keys.map((key) =>
    keyLeafId(fromHex(key.entryHex)) === id ? { ...key, logged: loggedOf(state) } : key,
  );
}

/** An alarm about the key that would be sealed to, by code; none while the log may still show it. */
export function keyAlarm(keys: readonly SeenKeyView[] | undefined): string | undefined {
  switch (keys?.[0]?.logged) {
    case 'missing':
      return 'key-not-logged';
    case 'split-view':
      return 'log-split-view';
    case 'late':
      return 'key-log-late';
    default:
      return undefined;
  }
}

function byCurrent(entryHex: string): (a: SeenKeyView, b: SeenKeyView) => number {
  return (a, b) => Number(b.entryHex === entryHex) - Number(a.entryHex === entryHex);
}

function entryOf({ value }: Seen): Bytes {
  return fromHex(value.split('.')[1] ?? '');
}

function seenKeyView(
  seen: Seen,
  states: ReadonlyMap<string, SettlementRecord['state']>,
): SeenKeyView {
  const [hashHex = '', entryHex = ''] = seen.value.split('.');
  const { firstSeenMs, lastSeenMs } = seen;
  const logged = loggedOf(states.get(keyLeafId(entryOf(seen))));
  return { hashHex, entryHex, firstSeenMs, lastSeenMs, logged };
}

function loggedOf(state: SettlementRecord['state'] | undefined): SeenKeyView['logged'] {
  // No key is looked for where nothing is ever said to be missing.
  return state === undefined || state === 'not-found' ? 'not-watched' : state;
}
