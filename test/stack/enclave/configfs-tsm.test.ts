/** The source against the kernel's report folders, emulated: who writes what, when, and how often. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseEvidence, reportDataOf } from '../../../lib/binding/index.ts';
import { concat, utf8 } from '../../../lib/bytes/index.ts';
import { createConfigfsTsmSource } from '../../../stack/enclave/configfs-tsm.ts';
import { TsmKernel } from '../../fakes/tsm-kernel.ts';

const HASH = new Uint8Array(32).fill(7);
const NONCE = new Uint8Array(20).fill(9);

async function open() {
  const kernel = new TsmKernel('sev_guest');
  const source = createConfigfsTsmSource({ folder: '/tsm', files: kernel });
  await source.registerKeyHash(HASH);
  return { kernel, source };
}

describe('evidence by configfs-tsm', () => {
  it('is an envelope that binds hash and nonce, with the host’s certificates', async () => {
    const { kernel, source } = await open();
    const report = concat(utf8('report over '), await reportDataOf(HASH, NONCE));
    const envelope = parseEvidence(await source.attest(NONCE));
    expect(envelope).toEqual({ kind: 'amd-sev-snp', report, aux: utf8('certificates') });
    // One report, read with its table, and nothing is left behind.
    expect([kernel.made, kernel.reports, kernel.entries.size]).toEqual([1, 1, 0]);
  });

  it('has an empty table where the host has none', async () => {
    const { kernel, source } = await open();
    kernel.aux = new Uint8Array(0);
    expect(parseEvidence(await source.attest(NONCE)).aux).toHaveLength(0);
  });

  it('comes of a folder of its own each, so that two at once do not disturb each other', async () => {
    const { kernel, source } = await open();
    const nonces = [NONCE, new Uint8Array(20).fill(8), new Uint8Array(20).fill(7)];
    const reports = await Promise.all(nonces.map((nonce) => source.attest(nonce)));
    for (const [i, nonce] of nonces.entries()) {
      const { report } = parseEvidence(reports[i] ?? new Uint8Array(0));
      expect(report).toEqual(concat(utf8('report over '), await reportDataOf(HASH, nonce)));
    }
    expect([kernel.made, kernel.entries.size]).toEqual([3, 0]);
  });

  it.each(['inblob', 'privlevel'])(
    'is taken again when somebody else wrote %s in between, and given up when that goes on',
    async (name) => {
      const { kernel, source } = await open();
      let left = 2;
      kernel.beforeReport = async (entry) => {
        if (left-- > 0) await kernel.writeFile(join(entry, name), utf8('1'));
      };
      const { report } = parseEvidence(await source.attest(NONCE));
      expect(report).toEqual(concat(utf8('report over '), await reportDataOf(HASH, NONCE)));
      expect(kernel.made).toBe(3);
      left = 3;
      await expect(source.attest(NONCE)).rejects.toThrow('evidence-unavailable');
      expect(kernel.entries.size).toBe(0);
    },
  );

  it('is none of a guest that runs below the top privilege level', async () => {
    const { kernel, source } = await open();
    kernel.privlevelFloor = 2;
    await expect(source.attest(NONCE)).rejects.toThrow('privilege level 2');
    expect([kernel.reports, kernel.entries.size]).toEqual([0, 0]);
  });

  it.each<[string, (kernel: TsmKernel) => void, string]>([
    ['no module', (kernel) => (kernel.provider = undefined), 'evidence-unavailable'],
    ['an unknown provider', (kernel) => (kernel.provider = 'other'), 'evidence-invalid'],
    ['no report', (kernel) => (kernel.report = () => new Uint8Array(0)), 'evidence-invalid'],
    [
      'one that the kernel has no room for',
      (kernel) => (kernel.report = () => new Uint8Array(40_000)),
      'evidence-unavailable',
    ],
    [
      'firmware that answers nothing',
      (kernel) =>
        (kernel.report = () => {
          throw Object.assign(new Error('EIO'), { code: 'EIO' });
        }),
      'evidence-unavailable',
    ],
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
