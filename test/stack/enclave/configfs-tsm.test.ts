/** The kernel's report folders, emulated: a report is over what was written, and the count tells who wrote. */
import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseEvidence, reportDataOf } from '../../../lib/binding/index.ts';
import { concat, copyOf, utf8, type Bytes } from '../../../lib/bytes/index.ts';
import { createConfigfsTsmSource, type Files } from '../../../stack/enclave/configfs-tsm.ts';

const HASH = new Uint8Array(32).fill(7);
const NONCE = new Uint8Array(20).fill(9);

interface Entry {
  inblob: Bytes | undefined;
  generation: number;
}

class FakeKernel implements Files {
  provider = 'sev_guest\n';
  aux: Bytes | undefined = utf8('certificates');
  report: Bytes | undefined;
  /** How many reads of a report somebody else spoils by writing in between. */
  spoiled = 0;
  readonly entries = new Map<string, Entry>();
  made = 0;

  async mkdir(path: string): Promise<void> {
    this.made++;
    this.entries.set(path, { inblob: undefined, generation: 0 });
  }

  async rmdir(path: string): Promise<void> {
    this.entries.delete(path);
  }

  async writeFile(path: string, bytes: Uint8Array): Promise<void> {
    const entry = this.#entry(path);
    if (basename(path) !== 'inblob' || bytes.length !== 64) throw new Error('EINVAL');
    entry.inblob = copyOf(bytes);
    entry.generation++;
  }

  async readFile(path: string): Promise<Uint8Array> {
    const entry = this.#entry(path);
    switch (basename(path)) {
      case 'generation':
        return utf8(`${String(entry.generation)}\n`);
      case 'provider':
        return utf8(this.provider);
      case 'outblob':
        if (entry.inblob === undefined) throw new Error('EINVAL');
        if (this.spoiled > 0) {
          this.spoiled--;
          entry.generation++;
        }
        return this.report ?? concat(utf8('report over '), entry.inblob);
      case 'auxblob':
        if (this.aux === undefined) throw new Error('ENOENT');
        return this.aux;
      default:
        throw new Error('ENOENT');
    }
  }

  #entry(path: string): Entry {
    const entry = this.entries.get(dirname(path));
    if (entry === undefined) throw new Error('ENOENT');
    return entry;
  }
}

async function open() {
  const kernel = new FakeKernel();
  const source = createConfigfsTsmSource({ folder: '/tsm', files: kernel });
  await source.registerKeyHash(HASH);
  return { kernel, source };
}

describe('evidence by configfs-tsm', () => {
  it.each([
    ['sev_guest\n', 'amd-sev-snp'],
    ['tdx_guest\n', 'intel-tdx'],
  ] as const)('of provider %j is an envelope that binds hash and nonce', async (provider, kind) => {
    const { kernel, source } = await open();
    kernel.provider = provider;
    const envelope = parseEvidence(await source.attest(NONCE));
    const bound = await reportDataOf(HASH, NONCE);
    const report = concat(utf8('report over '), bound);
    expect(envelope).toEqual({ kind, report, aux: utf8('certificates') });
    // Nothing is left behind.
    expect([kernel.made, kernel.entries.size]).toEqual([1, 0]);
  });

  it('has an empty table where the provider has none', async () => {
    const { kernel, source } = await open();
    kernel.aux = undefined;
    expect(parseEvidence(await source.attest(NONCE)).aux).toHaveLength(0);
  });

  it('is taken again when somebody else wrote in between, and given up when that goes on', async () => {
    const { kernel, source } = await open();
    kernel.spoiled = 2;
    expect(parseEvidence(await source.attest(NONCE)).kind).toBe('amd-sev-snp');
    expect(kernel.made).toBe(3);
    kernel.spoiled = 3;
    await expect(source.attest(NONCE)).rejects.toThrow('evidence-unavailable');
    expect(kernel.entries.size).toBe(0);
  });

  it.each<[string, (kernel: FakeKernel) => void, string]>([
    ['an unknown provider', (kernel) => (kernel.provider = 'other'), 'evidence-invalid'],
    ['no report', (kernel) => (kernel.report = new Uint8Array(0)), 'evidence-invalid'],
    ['a huge one', (kernel) => (kernel.report = new Uint8Array(40_000)), 'evidence-invalid'],
    ['a huge table', (kernel) => (kernel.aux = new Uint8Array(40_000)), 'evidence-invalid'],
  ])('is refused with %s', async (_, change, code) => {
    const { kernel, source } = await open();
    change(kernel);
    await expect(source.attest(NONCE)).rejects.toThrow(code);
    expect(kernel.entries.size).toBe(0);
  });

  it('is none without a registered hash, with a zero hash, a short nonce, or such a folder', async () => {
    const source = createConfigfsTsmSource({ folder: '/no/such/folder/of/a/kernel' });
    await expect(source.attest(NONCE)).rejects.toThrow('evidence-unavailable');
    await expect(source.registerKeyHash(new Uint8Array(32))).rejects.toThrow('hash-invalid');
    await source.registerKeyHash(HASH);
    await expect(source.attest(NONCE.slice(1))).rejects.toThrow('nonce-invalid');
    await expect(source.attest(NONCE)).rejects.toThrow('evidence-unavailable');
  });
});
