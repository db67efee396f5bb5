import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isRecord } from '../../scripts/json.ts';
import { isFunction } from '../../scripts/modules.ts';
import { explore } from './explore.ts';
import { randomFrom } from './mutate.ts';
import type { FuzzTarget } from './target.ts';

const here = dirname(fileURLToPath(import.meta.url));
const RUNS = 300;

function isTarget(value: unknown): value is FuzzTarget {
  return isRecord(value) && typeof value['name'] === 'string' && isFunction(value['run']);
}

const files = readdirSync(here).filter((file) => /^targets-.*\.ts$/.test(file));
const modules: unknown[] = await Promise.all(
  files.map((file) => import(pathToFileURL(join(here, file)).href)),
);
const targets = modules.flatMap((module) =>
  isRecord(module) && Array.isArray(module['targets']) ? module['targets'].filter(isTarget) : [],
);

/** The same inputs each time: what `npm run fuzz` finds in longer runs becomes a seed, and is run here too. */
describe('a short run of every parser under fuzz', () => {
  it('knows the parsers', () => {
    expect(targets.length).toBeGreaterThan(50);
  });

  it.each(targets)('$name takes anything or refuses it with a code', async (target) => {
    const faults: string[] = [];
    await explore(target, {
      seeds: target.seeds.map((bytes) => new Uint8Array(bytes)),
      random: randomFrom(1),
      // A clock that stands still: how long a run takes is for the long runs to judge.
      now: () => 0,
      isOver: (runs) => runs >= RUNS,
      onFault: (_bytes, fault) => faults.push(fault),
    });
    expect(faults).toEqual([]);
  });
});
