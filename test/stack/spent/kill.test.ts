/**
 * The spent set killed with -9 at random points while gateways lock, spend and free credits: what was acknowledged stays,
 * and no credit ever pays for two asks. SOTTO_KILLS sets how often.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { codeOf } from '../../../lib/errors/index.ts';
import { RemoteSpentSet, type Begun, type SpentSet } from '../../../stack/spent/index.ts';
import { temporaryFolder } from '../../fakes/temporary-folder.ts';
import { buildProgram, spawnProgram } from '../issuer/process.ts';
import { hash } from './hash.ts';

const KILLS = Math.min(Number(process.env['SOTTO_KILLS'] ?? '8'), 200);
const GATEWAYS = 3;
const TOKEN = 'a secret of the gateways';

interface Asked {
  readonly name: string;
  readonly credit: string;
  /** What gateways were told: 'held' by an answer to begin; the rest by an answer to end, or by none. */
  state: 'unknown' | 'held' | 'spent' | 'freed' | 'maybe-spent' | 'maybe-freed';
}

const begin = (set: SpentSet, { name, credit }: Asked): Promise<Begun> =>
  set.begin(hash(`ask ${name}`), [{ id: hash(`credit ${credit}`), keyNumber: 1 }]);

/** What is said of every credit by those who were acknowledged: at most one ask holds it. */
class Books {
  readonly asked: Asked[] = [];
  readonly #byCredit = new Map<string, Asked[]>();
  credits = 0;

  /** Half of the time a new credit, else one that was used before: then somebody tries to spend it twice. */
  next(): Asked {
    const isNew = this.credits === 0 || Math.random() < 0.5;
    const credit = String(isNew ? this.credits++ : Math.floor(Math.random() * this.credits));
    const one: Asked = { name: String(this.asked.length), credit, state: 'unknown' };
    this.asked.push(one);
    this.#byCredit.set(credit, [...this.of(credit), one]);
    return one;
  }

  of(credit: string): readonly Asked[] {
    return this.#byCredit.get(credit) ?? [];
  }

  /** Those that certainly hold this credit. */
  holders(credit: string, but?: Asked): readonly Asked[] {
    return this.of(credit).filter(
      (one) => one !== but && ['held', 'spent', 'maybe-spent'].includes(one.state),
    );
  }
}

/** Asks until the connection breaks. */
async function load(books: Books, set: SpentSet): Promise<void> {
  for (;;) {
    const asked = books.next();
    try {
      const begun = await begin(set, asked);
      if (begun !== 'new') {
        expect(begun).toBe('refused');
        continue;
      }
      // Whoever else holds it now held it before: it freed nothing since.
      expect(books.holders(asked.credit, asked)).toEqual([]);
      asked.state = 'held';
      await finish(set, asked);
    } catch (thrown) {
      if (codeOf(thrown) === 'spent-set-unreachable') return;
      throw thrown;
    }
  }
}

async function finish(set: SpentSet, asked: Asked): Promise<void> {
  const drawn = Math.random();
  if (drawn < 0.2) return;
  const ending = drawn < 0.7 ? 'spent' : 'freed';
  asked.state = `maybe-${ending}`;
  await set.end(hash(`ask ${asked.name}`), ending);
  asked.state = ending;
}

/** After the last kill: everything that was acknowledged is so. */
async function audit(books: Books, set: SpentSet): Promise<number> {
  let doubted = 0;
  for (const asked of books.asked) {
    const other: Asked = { name: `late ${asked.name}`, credit: asked.credit, state: 'unknown' };
    if (books.holders(asked.credit).length > 0) {
      expect(books.holders(asked.credit)).toHaveLength(1);
      expect(await begin(set, other)).toBe('refused');
    }
    if (asked.state === 'spent') expect(await begin(set, asked)).toBe('refused');
    if (asked.state === 'held') expect(await begin(set, asked)).toBe('again');
    if (!['spent', 'held', 'freed'].includes(asked.state)) doubted++;
  }
  // A credit that was freed and never used since pays again.
  for (const { credit } of books.asked) {
    const all = books.of(credit);
    if (all.some(({ state }) => state !== 'freed')) continue;
    expect(await begin(set, { name: `next ${credit}`, credit, state: 'unknown' })).toBe('new');
    await set.end(hash(`ask next ${credit}`), 'freed');
  }
  return doubted;
}

test(
  `${KILLS} kills lose nothing acknowledged and spend nothing twice`,
  async () => {
    const folder = await temporaryFolder();
    const program = await buildProgram('spent/main', folder);
    const environment = {
      ...{ SOTTO_SPENT_FOLDER: join(folder, 'spent'), SOTTO_SPENT_TOKEN: TOKEN },
      SOTTO_SPENT_PORT: '0',
    };
    const books = new Books();
    let spent = spawnProgram(program, environment);
    for (let kills = 0; kills < KILLS; kills++) {
      if (kills % 8 === 7) {
        // One kill in eight comes while it starts.
        await pause(20 + Math.random() * 200);
      } else {
        const { url } = await spent.ready;
        const sets = Array.from({ length: GATEWAYS }, () => new RemoteSpentSet(String(url), TOKEN));
        const loads = sets.map((set) => load(books, set));
        await pause(Math.random() * 300);
        spent.process.kill('SIGKILL');
        await Promise.all(loads);
        await Promise.all(sets.map((set) => set.close()));
      }
      spent.process.kill('SIGKILL');
      await spent.ended;
      spent = spawnProgram(program, environment);
    }
    const { url } = await spent.ready;
    const last = new RemoteSpentSet(String(url), TOKEN);
    const doubted = await audit(books, last);
    const acknowledged = books.asked.filter(({ state }) => state !== 'unknown').length;
    expect(acknowledged).toBeGreaterThan(KILLS);
    spent.process.kill('SIGTERM');
    expect(await spent.ended).toBe('');
    process.stdout.write(
      `${KILLS} kills, ${books.asked.length} asks over ${books.credits} credits, ` +
        `${acknowledged} acknowledged, ${doubted} refused or in doubt, 0 lost, 0 spent twice\n`,
    );
  },
  120_000 + KILLS * 4000,
);
