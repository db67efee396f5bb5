/** The image recipe of stack/deploy/nitro: measurements, format, ramdisk, start. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { buildEif } from '../../stack/deploy/nitro/build-eif.ts';
import { cpioOf } from '../../stack/deploy/nitro/cpio.ts';
import { crc32 } from '../../stack/deploy/nitro/crc32.ts';
import { measureEif, readEif } from '../../stack/deploy/nitro/eif.ts';
import { temporaryFolder } from '../fakes/temporary-folder.ts';

const DEPLOY = fileURLToPath(new URL('../../stack/deploy/', import.meta.url));
const read = (name: string): string => readFileSync(join(DEPLOY, name), 'utf8');

describe('the image recipe', () => {
  const kernel = Buffer.from('kernel bytes');
  const parts = {
    kernel,
    cmdline: 'console=ttyS0',
    ramdisks: ['init', 'ours'].map((s) => Buffer.from(s)),
  };

  it('gives the measurements of the image format, computed here by another program', () => {
    const extend = (content: string): string => {
      // openssl shares nothing with Node's own reading of the file.
      const dgst = (input: Buffer): Buffer =>
        execFileSync('openssl', ['dgst', '-sha384', '-binary'], { input });
      return dgst(Buffer.concat([Buffer.alloc(48), dgst(Buffer.from(content))])).toString('hex');
    };
    expect(measureEif(buildEif(parts))).toEqual({
      pcr0: extend('kernel bytesconsole=ttyS0initours'),
      pcr1: extend('kernel bytesconsole=ttyS0init'),
      pcr2: extend('ours'),
    });
  });

  it('has the header of the format', () => {
    const file = Buffer.from(buildEif(parts));
    expect(file.subarray(0, 8).toString('hex')).toBe('2e65696600040000');
    expect(file.readUInt16BE(26)).toBe(4);
    expect(file.readBigUInt64BE(28)).toBe(548n);
    expect(readEif(file).map(({ type }) => type)).toEqual([1, 2, 3, 3]);
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  });

  it('is refused with any bit turned, cut short or longer', () => {
    const file = buildEif(parts);
    for (let at = 0; at < file.length; at += 7) {
      const changed = Uint8Array.from(file);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => readEif(changed)).toThrow(RangeError);
    }
    expect(() => readEif(file.subarray(0, -1))).toThrow(RangeError);
    expect(() => readEif(Buffer.concat([file, Buffer.alloc(1)]))).toThrow(RangeError);
  });

  it('makes the same ramdisk of the same files, and one that cpio reads', async () => {
    const [one, two] = [await temporaryFolder(), await temporaryFolder()];
    const fill = (folder: string, names: string[]): void => {
      mkdirSync(join(folder, 'etc'));
      for (const name of names) writeFileSync(join(folder, name), `content of ${name}`);
    };
    fill(one, ['b', 'a', 'etc/c']);
    fill(two, ['etc/c', 'a', 'b']);
    const archive = Buffer.from(await cpioOf(one));
    expect(archive.equals(Buffer.from(await cpioOf(two)))).toBe(true);
    const digest = createHash('sha256').update(archive).digest('hex');
    writeFileSync(join(two, 'a'), 'other');
    expect(
      createHash('sha256')
        .update(await cpioOf(two))
        .digest('hex'),
    ).not.toBe(digest);
    expect(archive.toString('latin1').match(/070701/g)).toHaveLength(5);
    expect(archive.length % 4).toBe(0);
  });

  it('starts with a script that a shell can read, on the ports that the page names', () => {
    execFileSync('sh', ['-n', join(DEPLOY, 'nitro/start.sh')]);
    const script = read('nitro/start.sh');
    expect(script).toContain('-wait-for-app');
    const flag = (name: string): string => new RegExp(`-${name} (\\S+)`).exec(script)?.[1] ?? '';
    const page = read('nitro/README.md');
    expect(page).toContain(`nitriding-internal-url = http://127.0.0.1:${flag('intport')}\n`);
    // Documents are on the daemon's public port.
    expect(page).toContain(`nitriding-external-url = https://127.0.0.1:${flag('ext-pub-port')}\n`);
    expect(page).toContain(`"remote":"192.168.127.2:${flag('ext-pub-port')}"`);
    expect(flag('appwebsrv')).toBe('http://127.0.0.1:8471');
  });

  it('waits until the daemon listens, and no longer', () => {
    const script = read('nitro/start.sh');
    const [, pattern = ''] = /grep -q '([^']+)'/.exec(script) ?? [];
    const line = (address: string, state: string): string =>
      `   0: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 1`;
    const isUp = (text: string): boolean => new RegExp(pattern).test(text);
    expect(isUp(line('0100007F:1F90', '0A'))).toBe(true);
    expect(isUp(line('0100007F:1F90', '01'))).toBe(false);
    expect(isUp(line('0100007F:2117', '0A'))).toBe(false);
    expect(Number.parseInt('1F90', 16)).toBe(8080);
  });
});
