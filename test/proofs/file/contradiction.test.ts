import { beforeAll, describe, expect, it } from 'vitest';
import {
  checkContradiction,
  encodeContradiction,
  parseContradiction,
  type ContradictionFile,
} from '../../../lib/proofs/file/index.ts';
import { contradictionWords } from '../../../lib/proofs/file/contradiction.ts';
import { watchLog } from '../../../lib/settlement/index.ts';
import { entriesOf, fakeLog, logKey, ORIGIN, policy } from '../../settlement/fake-log.ts';

let file: ContradictionFile;
let json: string;

beforeAll(async () => {
  const honest = await fakeLog(entriesOf('honest', 40));
  const fork = await fakeLog([...entriesOf('honest', 10), ...entriesOf('forged', 40)]);
  const shown = await fork.checkpoint(50);
  const result = await watchLog({
    policy: policy(0),
    held: await honest.checkpoint(33),
    leaves: [],
    nowMs: 0,
    fetchFile: fork.serve(shown, 50),
  });
  if (result.state !== 'split-view') throw new Error(result.state);
  file = { origin: ORIGIN, verifierKey: logKey.text, ...result.evidence };
  json = encodeContradiction(file);
});

describe('the file of a log’s contradiction', () => {
  it('is read as it was written, and holds', async () => {
    expect(parseContradiction(json)).toEqual(file);
    expect((await checkContradiction(file)).map(({ size }) => size)).toEqual(['33', '50']);
    expect(await contradictionWords(json)).toMatch(
      /^log contradicted: log\.test\/watched has signed 33 entries with root [0-9a-f]{64} and 50 /,
    );
  });

  it('is told from a proof', async () => {
    expect(await contradictionWords('{"format":"sotto proof"}')).toBeNull();
  });

  it.each([
    ['another origin', '"origin":"log.test', '"origin":"log.best', 'checkpoint-origin-wrong'],
    ['a field too many', '"version":1', '"version":1,"more":1', 'proof-file-malformed'],
    ['another version', '"version":1', '"version":2', 'proof-file-malformed'],
    ['one note', /"notes":\["[^"]+",/, '"notes":[', 'proof-file-malformed'],
    ['no hashes', /"hashes":\[.*\]/, '"hashes":[]', 'log-not-contradicted'],
    ['another key', /\+[0-9a-f]{8}\+/, '+00000000+', 'vkey-invalid'],
  ])('is refused with %s', async (_, from, to, code) => {
    const changed = json.replace(from, to);
    expect(changed).not.toBe(json);
    await expect(contradictionWords(changed)).rejects.toThrow(code);
  });
});
