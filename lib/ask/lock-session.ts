/**
 * The session's memory through a lock: sealed when the desk dies, opened when it wakes. And the edges of a desk that may
 * be locked: it remembers apart from the rest, and reaches no sealed draft. Must never leave a readable text in the
 * session's memory while it is locked.
 */
import { ProofsError, SESSION_KEY } from '../proofs/index.ts';
import { joinDraft } from './draft.ts';
import type { Edges, SessionStore } from './edges.ts';

export const ACTIVE_KEY = 'lock-active';
const SEALED = 'locked/';
const WHILE_LOCKED = 'while-locked/';
const OWN = [SESSION_KEY, ACTIVE_KEY];

/** One entry after another: there is no room for all of them twice. */
export async function sealSession({ sessionStore, proofs }: Edges): Promise<void> {
  for (const [key, value] of Object.entries(await sessionStore.all())) {
    if (OWN.includes(key) || key.startsWith(SEALED)) continue;
    const sealed = await proofs.sealSession(value).catch(() => undefined);
    await sessionStore.remove(key);
    // What cannot be sealed, or finds no room, is lost: a lock leaves nothing that can be read.
    if (sealed !== undefined) await sessionStore.set(SEALED + key, sealed).catch(() => undefined);
  }
}

export async function restoreSession(edges: Edges): Promise<void> {
  const { sessionStore, proofs } = edges;
  for (const [key, sealed] of Object.entries(await sessionStore.all())) {
    if (!key.startsWith(SEALED)) continue;
    // What cannot be opened is of another key: there is nobody left who could.
    const opened = await proofs.openSession(sealed).catch(() => undefined);
    await sessionStore.remove(key);
    if (opened !== undefined) await sessionStore.set(key.slice(SEALED.length), opened);
  }
  await joinDraft(edges, await sessionStore.get(`${WHILE_LOCKED}draft`));
  for (const key of Object.keys(await sessionStore.all())) {
    if (key.startsWith(WHILE_LOCKED)) await sessionStore.remove(key);
  }
}

export async function clearSession(sessionStore: SessionStore): Promise<void> {
  for (const key of Object.keys(await sessionStore.all())) await sessionStore.remove(key);
}

/**
 * The edges of one desk. They wait until it is known whether there is a lock, so that a desk can be there in the
 * worker's first turn; and they are deaf and mute once another desk has taken its place: it sends nothing any more.
 */
export function edgesOfDesk(edges: Edges, isLocked: IsLocked, isGone: () => boolean): Edges {
  const { sessionStore, wallet } = edges;
  const place = async (key: string): Promise<string> =>
    (await isLocked()) ? `${WHILE_LOCKED}${key}` : key;
  const isHere = async (): Promise<boolean> => {
    await isLocked();
    return !isGone();
  };
  const unlessGone = doing(isHere);
  return {
    ...edges,
    // Asked before every request; last, so that nothing leaves that was allowed a moment ago.
    mayReachRelay: async (url) => (await edges.mayReachRelay(url)) && isHere(),
    wallet: {
      read: () => wallet.read(),
      write: async (version, state) => {
        if (!(await isHere())) throw new ProofsError('locked');
        return wallet.write(version, state);
      },
    },
    sessionStore: {
      all: () => sessionStore.all(),
      get: async (key) => sessionStore.get(await place(key)),
      set: unlessGone(async (key, value) => sessionStore.set(await place(key), value)),
      remove: unlessGone(async (key) => sessionStore.remove(await place(key))),
    },
    proofs: proofsOfDesk(edges, isLocked, isHere),
  };
}

type IsLocked = () => Promise<boolean>;

/** Does what it is given only where that may be done. */
function doing(mayDo: () => Promise<boolean>) {
  return <A extends readonly unknown[], T>(act: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T | undefined> =>
      (await mayDo()) ? act(...args) : undefined;
}

function proofsOfDesk({ proofs }: Edges, isLocked: IsLocked, isHere: () => Promise<boolean>) {
  // An empty draft, or queue, would take the sealed one's place, which nobody can read now.
  const unlessLocked = doing(async () => !(await isLocked()));
  const unlessGone = doing(isHere);
  return {
    ...proofs,
    keep: unlessGone((kept, watch) => proofs.keep(kept, watch)),
    amend: async (id, amendment) => {
      if (!(await isHere())) throw new ProofsError('locked');
      return proofs.amend(id, amendment);
    },
    noteLook: unlessGone((look) => proofs.noteLook(look)),
    planLook: unlessGone((log) => proofs.planLook(log)),
    watchKey: async (watch, to) => (await isHere()) && (await proofs.watchKey(watch, to)),
    keepAccount: unlessGone((account) => proofs.keepAccount(account)),
    keepDraft: unlessGone(unlessLocked((draft) => proofs.keepDraft(draft))),
    draft: unlessLocked(() => proofs.draft()),
    keepFollows: unlessGone(unlessLocked((follows) => proofs.keepFollows(follows))),
    follows: unlessLocked(() => proofs.follows()),
    keepWaiting: unlessGone(unlessLocked((waiting) => proofs.keepWaiting(waiting))),
    waiting: unlessLocked(() => proofs.waiting()),
  } satisfies Edges['proofs'];
}

/** Tells when work begins and ends that a lock must not cut off: an answer on its way, and its keeping. */
export function withBusyCount(edges: Edges, count: (change: 1 | -1) => void): Edges {
  const { proofs } = edges;
  const counted =
    <A extends readonly unknown[], T>(act: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      count(1);
      try {
        return await act(...args);
      } finally {
        count(-1);
      }
    };
  return {
    ...edges,
    stayAwake: (options) => {
      const rest = edges.stayAwake();
      if (options?.mayLock === true) return rest;
      let isResting = false;
      count(1);
      return () => {
        if (isResting) return;
        isResting = true;
        rest();
        count(-1);
      };
    },
    proofs: {
      ...proofs,
      keep: counted((kept, watch) => proofs.keep(kept, watch)),
      amend: counted((id, amendment) => proofs.amend(id, amendment)),
    },
  };
}
