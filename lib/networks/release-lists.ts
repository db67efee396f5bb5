/**
 * The signed release lists that a person subscribed to. A list is taken once, when the settings are saved (signature by
 * the pinned key, not expired, not older than the newest list ever taken from that key), and opened anew at every use:
 * what stands beside its text in the settings is for the screen and allows nothing.
 * Must never fetch: a list arrives by the person's own hand.
 */
import { openReleaseList, type ListedImage, type ReleaseList } from '../attestation/index.ts';
import { fromBase64 } from '../bytes/index.ts';
import type { KeyValueStore, Settings, SubscribedList } from '../settings/index.ts';
import { count, isPlainObject } from '../shape/index.ts';
import { NetworkError } from './errors.ts';

/** The highest serial taken, by key and gateway. It outlives the subscription, so that leaving and returning is no way back. */
const FLOORS_KEY = 'release-list-floors';

/** Verifies the lists that are new in these settings. Throws AttestationError 'release-list-…'. */
export async function takeLists(
  store: KeyValueStore,
  before: Settings,
  after: Settings,
  now: number,
): Promise<Settings> {
  const floors = await readFloors(store);
  const releaseLists: SubscribedList[] = [];
  for (const list of after.releaseLists) {
    const known = before.releaseLists.find((old) => isSame(old, list));
    releaseLists.push(known ?? (await take(list, floors, now)));
  }
  const taken = releaseLists.filter((list) => !before.releaseLists.includes(list));
  if (taken.length > 0) await store.set(FLOORS_KEY, Object.fromEntries(floors));
  // A newer list of the same key for the same gateway takes the older one's place.
  const isReplaced = (list: SubscribedList): boolean =>
    releaseLists.some((other) => idOf(other) === idOf(list) && serialOf(other) > serialOf(list));
  return { ...after, releaseLists: releaseLists.filter((list) => !isReplaced(list)) };
}

/**
 * The images that lists allow this gateway. A list that holds at none of the times allows nothing.
 * @param timesMs The present; for an audit the recorded time too, when a list that has since run out still held.
 */
export async function listedFor(
  gateway: string,
  lists: readonly SubscribedList[],
  timesMs: readonly number[],
): Promise<ListedImage[]> {
  const opened = await Promise.all(
    lists.flatMap((list) => timesMs.map((timeMs) => open(list, timeMs))),
  );
  return opened.flatMap((list) => (list?.gateway === gateway ? listedIn(list) : []));
}

/** Whose list it is, as it says itself, and its number: its key vouches for both. */
function listedIn({ gateway, serial, builtBy, releases }: ReleaseList): ListedImage[] {
  const list = `${builtBy?.repository ?? gateway} ${serial}`;
  return releases.map(({ release, pcr0, pcr1, pcr2 }) => ({ release, pcr0, pcr1, pcr2, list }));
}

async function open(list: SubscribedList, now: number): Promise<ReleaseList | null> {
  try {
    const publicKey = fromBase64(list.publicKey);
    return await openReleaseList(list.signed, { publicKey, now, minimumSerial: 0 });
  } catch {
    return null;
  }
}

async function take(
  { publicKey, signed }: SubscribedList,
  floors: Map<string, number>,
  now: number,
): Promise<SubscribedList> {
  const key = fromBase64(publicKey);
  const found = await openReleaseList(signed, { publicKey: key, now, minimumSerial: 0 });
  const id = `${publicKey}|${found.gateway}`;
  const minimumSerial = floors.get(id) ?? 0;
  await openReleaseList(signed, { publicKey: key, now, minimumSerial });
  floors.set(id, found.serial);
  const { gateway, serial, issuedMs, expiresMs } = found;
  const releases = found.releases.map(({ release, pcr0, pcr1, pcr2 }) => ({
    name: release,
    ...{ pcr0, pcr1, pcr2 },
  }));
  return { publicKey, signed, says: { gateway, serial, issuedMs, expiresMs, releases } };
}

function isSame(one: SubscribedList, other: SubscribedList): boolean {
  return one.publicKey === other.publicKey && one.signed === other.signed;
}

function idOf({ publicKey, says }: SubscribedList): string {
  return `${publicKey}|${says?.gateway ?? ''}`;
}

function serialOf({ says }: SubscribedList): number {
  return says?.serial ?? 0;
}

/** What cannot be read must not pass for "never took one": the lists are then refused until it can. */
async function readFloors(store: KeyValueStore): Promise<Map<string, number>> {
  const stored = (await store.get(FLOORS_KEY)) ?? {};
  if (!isPlainObject(stored)) throw new NetworkError('unexpected', FLOORS_KEY);
  return new Map(Object.entries(stored).map(([id, serial]) => [id, count()(serial)]));
}
