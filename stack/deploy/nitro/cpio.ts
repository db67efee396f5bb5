/**
 * Writes a ramdisk: a cpio archive in the "newc" form that the kernel unpacks, of a folder, with nothing in it that
 * differs from machine to machine. Names in byte order, times zero, owner root, modes reduced to "may run" and "may not".
 */
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

interface Item {
  readonly name: string;
  readonly mode: number;
  readonly data: Uint8Array;
}

const FOLDER = 0o040755;
const LINK = 0o120777;
const PROGRAM = 0o100755;
const FILE = 0o100644;

export async function cpioOf(folder: string): Promise<Uint8Array> {
  const items = await itemsIn(folder, '');
  items.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  const parts = items.map((item, index) => record(item, index + 1));
  return Buffer.concat([
    ...parts,
    record({ name: 'TRAILER!!!', mode: 0, data: new Uint8Array(0) }, 0),
  ]);
}

async function itemsIn(folder: string, prefix: string): Promise<Item[]> {
  const items: Item[] = [];
  for (const name of await readdir(join(folder, prefix))) {
    const path = prefix === '' ? name : `${prefix}/${name}`;
    const whole = join(folder, path);
    const stat = await lstat(whole);
    if (stat.isDirectory()) {
      items.push({ name: path, mode: FOLDER, data: new Uint8Array(0) });
      items.push(...(await itemsIn(folder, path)));
    } else if (stat.isSymbolicLink()) {
      items.push({ name: path, mode: LINK, data: Buffer.from(await readlink(whole)) });
    } else if (stat.isFile()) {
      const mode = (stat.mode & 0o111) !== 0 ? PROGRAM : FILE;
      items.push({ name: path, mode, data: await readFile(whole) });
    } else {
      throw new RangeError(`${path} is neither file, folder nor link`);
    }
  }
  return items;
}

/** `070701` and thirteen fields of eight hex digits: inode, mode, owner, group, links, time, size, devices, name, check. */
function record({ name, mode, data }: Item, inode: number): Uint8Array {
  const path = Buffer.from(`${name}\0`);
  const links = mode === FOLDER ? 2 : 1;
  const fields = [inode, mode, 0, 0, links, 0, data.length, 0, 0, 0, 0, path.length, 0];
  const head = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
  return Buffer.concat([padded(Buffer.concat([Buffer.from(head), path])), padded(data)]);
}

function padded(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, new Uint8Array((4 - (bytes.length % 4)) % 4)]);
}
