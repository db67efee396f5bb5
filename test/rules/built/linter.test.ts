import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRecord } from '../../../scripts/json.ts';
import { ROOT } from '../source.ts';
import { built } from './builds.ts';

/** What Firefox's own linter says of us and why it stands; anything else it says is a failure. */
const EXPLAINED: Readonly<Record<string, string>> = {
  UNSAFE_VAR_ASSIGNMENT: 'code of preact for dangerouslySetInnerHTML, which no screen of ours uses',
};

function findings(): string[] {
  const linter = join(ROOT, 'node_modules', 'addons-linter', 'bin', 'addons-linter');
  const { folder } = built('firefox', 'product');
  const { stdout } = spawnSync(process.execPath, [linter, '--output', 'json', folder], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  const report: unknown = JSON.parse(stdout);
  if (!isRecord(report)) throw new Error('the linter said nothing');
  return ['errors', 'warnings'].flatMap((kind) => {
    const list = report[kind];
    if (!Array.isArray(list)) throw new Error(`the linter told no ${kind}`);
    return list.map((entry: unknown) => (isRecord(entry) ? String(entry['code']) : 'unreadable'));
  });
}

describe("Firefox's linter", () => {
  it('finds nothing that is not explained', () => {
    expect([...new Set(findings())].filter((code) => !(code in EXPLAINED))).toEqual([]);
  }, 60_000);
});
