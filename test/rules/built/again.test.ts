import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entriesOf, filesBelow } from '../../../scripts/package/files.ts';
import { normalisedZip } from '../../../scripts/package/zip.ts';
import { ROOT } from '../source.ts';
import { built } from './builds.ts';

/** What a build makes or another command left: never part of what a build is made from. */
const NOT_SOURCE = /^(?:node_modules|screenshots|coverage|\..*)$/;

const elsewhere = mkdtempSync(join(tmpdir(), 'sotto built again '));

beforeAll(() => {
  for (const name of readdirSync(ROOT).filter((file) => !NOT_SOURCE.test(file))) {
    cpSync(join(ROOT, name), join(elsewhere, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(elsewhere, 'node_modules'), 'junction');
  const args = [join(elsewhere, 'scripts', 'run.mjs'), 'build', 'chrome', 'firefox'];
  const env = { ...process.env, TZ: 'Pacific/Auckland' };
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: elsewhere, env });
  if (status !== 0) throw new Error(`building again failed: ${stderr.toString()}`);
}, 240_000);

afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

describe.each(['chrome', 'firefox'] as const)(
  'the %s product, built again elsewhere',
  (browser) => {
    const { folder, files } = built(browser, 'product');

    it('is the same package, byte for byte', () => {
      const again = join(elsewhere, '.output', `${browser}-mv3`);
      expect(filesBelow(again)).toEqual(files);
      const [first, second] = [folder, again].map((where) =>
        Buffer.from(normalisedZip(entriesOf(where, files))),
      );
      expect(second?.equals(first ?? Buffer.alloc(0))).toBe(true);
    });
  },
);
