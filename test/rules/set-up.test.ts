import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRecord, readRecord, recordAt } from '../../scripts/json.ts';
import { filesIn, importsOf, parseSource, ROOT } from './source.ts';

const commands = recordAt(readRecord(join(ROOT, 'package.json')), 'scripts');

describe('the commands', () => {
  it('all set the machine up first', () => {
    const own = Object.entries(commands).filter(([name]) => name !== 'postinstall');
    expect(own.length).toBeGreaterThan(10);
    for (const [name, line] of own)
      expect(`${name}: ${String(line)}`).toMatch(/: node scripts\/run\.mjs \w+/);
  });

  it('all have a script', () => {
    const scripts = filesIn('scripts');
    const named = Object.values(commands).map(
      (line) => /run\.mjs ([\w-]+)/.exec(String(line))?.[1],
    );
    const missing = named.filter(
      (name) => name !== undefined && !scripts.includes(`scripts/${name}.ts`),
    );
    expect(missing).toEqual([]);
  });

  it('set up with what Node brings and nothing else', () => {
    for (const path of ['scripts/run.mjs', 'scripts/set-up.mjs']) {
      const source = parseSource(path, readFileSync(join(ROOT, path), 'utf8'));
      const foreign = importsOf(source).filter(
        ({ specifier, target }) =>
          target !== 'scripts/set-up.mjs' &&
          !builtinModules.includes(specifier.replace(/^node:/, '')),
      );
      expect(foreign).toEqual([]);
    }
  });

  it('are the only ones: installing runs nothing of ours', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
    expect(hooks.filter((hook) => hook in commands)).toEqual([]);
  });
});

describe('dependencies', () => {
  const file = readRecord(join(ROOT, 'package.json'));
  const lock = recordAt(readRecord(join(ROOT, 'package-lock.json')), 'packages');

  it('are pinned to one exact version each', () => {
    const all = { ...recordAt(file, 'dependencies'), ...recordAt(file, 'devDependencies') };
    const loose = Object.entries(all).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)),
    );
    expect(loose).toEqual([]);
  });

  it('are locked with the digest of their content and no address', () => {
    const entries = Object.entries(lock).filter(([path]) => path !== '');
    expect(entries.length).toBeGreaterThan(100);
    const bad = entries.filter(
      ([, entry]) =>
        !isRecord(entry) || typeof entry['integrity'] !== 'string' || 'resolved' in entry,
    );
    expect(bad.map(([path]) => path)).toEqual([]);
  });
});

describe('continuous integration', () => {
  it('runs npm test and wants the vectors', () => {
    const text = readFileSync(join(ROOT, '.ci', 'run'), 'utf8');
    expect(text).toMatch(/^npm test$/m);
    expect(text).toContain('SOTTO_VECTORS:-../shared/vectors');
  });
});
