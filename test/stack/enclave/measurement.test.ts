import { cp, writeFile, appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { measurementHex, measureSources } from '../../../stack/enclave/measurement.ts';
import { temporaryFolder } from '../../fakes/temporary-folder.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

async function copyOfTheTree(): Promise<string> {
  const folder = await temporaryFolder();
  for (const place of ['lib', 'stack', 'package-lock.json']) {
    await cp(join(ROOT, place), join(folder, place), { recursive: true });
  }
  return folder;
}

describe('the measurement of the software source', () => {
  it('depends on the files alone, not on where they are or when they were written', async () => {
    const one = measurementHex(await measureSources(await copyOfTheTree()));
    const two = measurementHex(await measureSources(await copyOfTheTree()));
    expect(one).toEqual(two);
    expect(one.pcr0).toMatch(/^[0-9a-f]{96}$/);
  });

  it('changes with one byte of code, and not with prose beside it', async () => {
    const tree = await copyOfTheTree();
    const before = measurementHex(await measureSources(tree));
    await writeFile(join(tree, 'stack/gateway/notes.md'), 'prose');
    expect(measurementHex(await measureSources(tree))).toEqual(before);
    await appendFile(join(tree, 'lib/bytes/bytes.ts'), ' ');
    const after = measurementHex(await measureSources(tree));
    expect(after.pcr0).not.toBe(before.pcr0);
    expect(after.pcr1).toBe(before.pcr1);
    expect(after.pcr2).not.toBe(before.pcr2);
  });

  it('changes with a locked dependency', async () => {
    const tree = await copyOfTheTree();
    const before = measurementHex(await measureSources(tree));
    await appendFile(join(tree, 'package-lock.json'), '\n');
    const after = measurementHex(await measureSources(tree));
    expect(after.pcr0).not.toBe(before.pcr0);
    expect(after.pcr1).not.toBe(before.pcr1);
    expect(after.pcr2).toBe(before.pcr2);
  });
});
