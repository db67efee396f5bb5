/** A worker that dies at a given step: from then on nothing it began comes to an end, and nothing it does is seen. */
import { Desk, type Edges } from '../../lib/ask/index.ts';
import type { FakeBrowser } from './desk.ts';

export interface Mortal {
  readonly desk: Desk;
  /** Steps that it has taken into the world. */
  readonly steps: string[];
  readonly isDead: boolean;
  kill(): void;
}

/** @param lastStep After this many steps; a worker lives on without it. */
export function mortalWorker(browser: FakeBrowser, lastStep = Infinity): Mortal {
  const life = { isDead: false, steps: [] as string[] };
  const never = new Promise<never>(() => undefined);
  const step = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    if (life.isDead) return never;
    life.steps.push(name);
    if (life.steps.length > lastStep) {
      life.isDead = true;
      return never;
    }
    const result = await act();
    return life.isDead ? never : result;
  };
  const edges = browser.edges();
  const { sessionStore, proofs } = edges;
  const gated: Edges = {
    ...edges,
    fetch: (url, init) => step(`${init.method ?? 'GET'}`, () => edges.fetch(url, init)),
    sessionStore: {
      all: () => sessionStore.all(),
      get: (key) => step('get', () => sessionStore.get(key)),
      set: (key, value) => step(`set ${key}`, () => sessionStore.set(key, value)),
      remove: (key) => step('remove', () => sessionStore.remove(key)),
    },
    proofs: {
      ...proofs,
      keep: (kept, watch) => step('keep', () => proofs.keep(kept, watch)),
      keepFollows: (follows) => step('keep follows', () => proofs.keepFollows(follows)),
      keepWaiting: (waiting) => step('keep waiting', () => proofs.keepWaiting(waiting)),
      amend: (id, amendment) => step('amend', () => proofs.amend(id, amendment)),
    },
  };
  return {
    desk: new Desk(gated),
    steps: life.steps,
    get isDead() {
      return life.isDead;
    },
    kill: () => {
      life.isDead = true;
    },
  };
}
