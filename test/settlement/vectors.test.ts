/** Every vector of test/vectors/tlog, and the larger ones of SOTTO_VECTORS where they are at hand. */
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { utf8 } from '../../lib/bytes/index.ts';
import {
  cosignatureMessage,
  parseAddCheckpoint,
  parseNote,
  parseResourcePath,
  parseSignatureLine,
  resourcesOf,
  tilePath,
} from '../../lib/settlement/index.ts';
import { countEntries } from '../../scripts/conformance/index-file.ts';
import { runTlog } from '../../scripts/conformance/tlog.ts';
import checkpoints from '../vectors/tlog/checkpoints.json' with { type: 'json' };
import examples from '../vectors/tlog/spec-examples.json' with { type: 'json' };

const COMMITTED = join(import.meta.dirname, '../vectors/tlog');
const EDGES = join(import.meta.dirname, '../vectors/tlog-edges');
const ROOT = join(import.meta.dirname, '../..');
const SHARED = join(resolve(ROOT, process.env['SOTTO_VECTORS'] ?? '../shared/vectors'), 'tlog');
/** Entries of the shared folder that are not committed here. */
const NOT_COMMITTED = 3756;

async function failuresOf(dir: string): Promise<{ count: number; failures: unknown[] }> {
  const outcomes = await runTlog(dir);
  return { count: outcomes.length, failures: outcomes.filter(({ ok }) => !ok) };
}

test.each([
  ['the committed vectors', COMMITTED],
  ['the edge cases', EDGES],
])('%s all pass', async (_, folder) => {
  const { count, failures } = await failuresOf(folder);
  expect(failures).toEqual([]);
  expect(count).toBe(countEntries(folder));
});

test('the shared vectors all pass, or it is said how many were left out', async () => {
  if (!existsSync(join(SHARED, 'index.json'))) {
    process.stdout.write(`SOTTO_VECTORS absent: ${NOT_COMMITTED} tlog entries left out\n`);
    expect(countEntries(COMMITTED)).toBeGreaterThan(0);
    return;
  }
  const { count, failures } = await failuresOf(SHARED);
  expect(failures).toEqual([]);
  expect(count).toBeGreaterThanOrEqual(countEntries(SHARED));
}, 180_000);

test('a list or a file that nobody understands fails with all its entries', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'sotto-vectors-'));
  const files: { file: string; counts: Record<string, number> }[] = [
    { file: 'odd.json', counts: { riddles: 3, toString: 1 } },
    { file: 'gone.json', counts: { notes: 2 } },
    { file: 'short.json', counts: { vkeysInvalid: 2 } },
  ];
  writeFileSync(join(dir, 'index.json'), JSON.stringify({ files }));
  writeFileSync(join(dir, 'odd.json'), JSON.stringify({ riddles: [1, 2, 3] }));
  writeFileSync(join(dir, 'short.json'), JSON.stringify({ vkeysInvalid: [{ vkey: 'x' }] }));
  const outcomes = await runTlog(dir);
  expect(outcomes.map(({ ok }) => ok)).toEqual([...Array<boolean>(6).fill(false), true, false]);
});

test('the examples of the specifications read as they say', () => {
  const { multilineNote, addCheckpointRequest, tilePaths, geometry } = examples;
  const note = parseNote(utf8(multilineNote.note));
  expect(note.text.split('\n')).toHaveLength(multilineNote.textLines + 1);
  expect(note.signatures.map(({ keyIdHex }) => keyIdHex)).toEqual([multilineNote.keyId]);

  const request = parseAddCheckpoint(utf8(addCheckpointRequest));
  expect([request.oldSize, request.proof.length]).toEqual([20852014n, 4]);
  expect(parseNote(request.noteBytes).text.split('\n')[1]).toBe('20852163');

  for (const { path, level, n } of tilePaths) {
    expect(parseResourcePath(path)).toMatchObject({ level, n: BigInt(n) });
    expect(tilePath({ level, n: BigInt(n), width: 256 })).toBe(path);
  }
  for (const { size, full, partial } of geometry) {
    const tiles = [...resourcesOf(BigInt(size))].filter((resource) => resource.kind === 'tile');
    for (const [level, count] of Object.entries(full)) {
      const found = tiles.filter((tile) => tile.level === Number(level) && tile.width === 256);
      expect(found, `full tiles of level ${level}`).toHaveLength(count);
    }
    const partials = tiles.filter(({ width }) => width < 256);
    expect(Object.fromEntries(partials.map(({ level, width }) => [level, width]))).toEqual(partial);
  }
});

test('a cosignature covers the message of the document', () => {
  const { cosignedMessage } = checkpoints;
  const { checkpointText, timestamp, message, line, keyName } = cosignedMessage;
  expect(cosignatureMessage(checkpointText, BigInt(timestamp))).toEqual(utf8(message));
  expect(parseSignatureLine(line.trimEnd()).name).toBe(keyName);
});
