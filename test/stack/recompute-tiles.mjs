/**
 * Recomputes a log from its entry bundles and compares every file of it: a second opinion that shares no code with
 * lib/settlement or stack/ledger. `node recompute-tiles.mjs FOLDER VKEY` prints JSON: size, faults, and with a third
 * argument the hex of every entry. FOLDER holds `checkpoint` and `tile/`.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , folder, vkey, wantsEntries] = process.argv;
const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const faults = [];

function readCheckpoint() {
  const note = readFileSync(join(folder, 'checkpoint'));
  const cut = note.lastIndexOf('\n\n');
  const text = note.subarray(0, cut + 1);
  const [name, id, encoded] = [
    vkey.slice(0, vkey.indexOf('+')),
    vkey.slice(vkey.indexOf('+') + 1, vkey.indexOf('+') + 9),
    vkey.slice(vkey.indexOf('+') + 10),
  ];
  const spki = Buffer.concat([
    Buffer.from('302a300506032b6570032100', 'hex'),
    Buffer.from(encoded, 'base64').subarray(1),
  ]);
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const isSigned = note
    .subarray(cut + 2)
    .toString()
    .split('\n')
    .filter((line) => line.startsWith(`\u2014 ${name} `))
    .map((line) => Buffer.from(line.split(' ')[2], 'base64'))
    .some(
      (blob) =>
        blob.subarray(0, 4).toString('hex') === id && verify(null, text, key, blob.subarray(4)),
    );
  if (!isSigned) faults.push('checkpoint is not signed');
  const [origin, size, root] = text.toString().split('\n');
  if (origin !== name) faults.push('origin');
  return { size: Number(size), root: Buffer.from(root, 'base64') };
}

/** 1234067 is x001/x234/067. */
function numbered(n) {
  const groups = [String(n % 1000).padStart(3, '0')];
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`);
  }
  return groups.join('/');
}

const suffix = (width) => (width === 256 ? '' : `.p/${width}`);

function readEntries(size) {
  const entries = [];
  for (let n = 0; n * 256 < size; n++) {
    const width = Math.min(256, size - n * 256);
    const path = `tile/entries/${numbered(n)}${suffix(width)}`;
    if (!existsSync(join(folder, path))) {
      faults.push(`${path} is missing`);
      return entries;
    }
    const bundle = readFileSync(join(folder, path));
    let at = 0;
    for (let i = 0; i < width; i++) {
      const length = bundle.readUInt16BE(at);
      entries.push(bundle.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
    if (at !== bundle.length) faults.push(`${path} has another length`);
  }
  return entries;
}

function treeHash(hashes) {
  if (hashes.length === 0) return sha256();
  if (hashes.length === 1) return hashes[0];
  let left = 1;
  while (left * 2 < hashes.length) left *= 2;
  return sha256(Buffer.from([1]), treeHash(hashes.slice(0, left)), treeHash(hashes.slice(left)));
}

function compare(path, wanted) {
  const file = join(folder, path);
  if (!existsSync(file)) faults.push(`${path} is missing`);
  else if (!readFileSync(file).equals(wanted)) faults.push(`${path} holds other bytes`);
}

/** The partial tiles of earlier sizes must be beginnings of what stands there now. */
function compareOlder(directory, full) {
  if (!existsSync(join(folder, directory))) return;
  for (const width of readdirSync(join(folder, directory)).map(Number)) {
    if (width > full.length) continue;
    compare(`${directory}/${width}`, Buffer.concat(full.slice(0, width)));
  }
}

const { size, root } = readCheckpoint();
const entries = readEntries(size);
const bundled = entries.map((entry) => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(entry.length);
  return Buffer.concat([length, entry]);
});
const leaves = entries.map((entry) => sha256(Buffer.from([0]), entry));
if (!treeHash(leaves).equals(root)) faults.push('root');
for (let level = 0, hashes = leaves; hashes.length > 0; level++) {
  const next = [];
  for (let n = 0; n * 256 < hashes.length; n++) {
    const tile = hashes.slice(n * 256, n * 256 + 256);
    compare(`tile/${level}/${numbered(n)}${suffix(tile.length)}`, Buffer.concat(tile));
    compareOlder(`tile/${level}/${numbered(n)}.p`, tile);
    if (level === 0)
      compareOlder(`tile/entries/${numbered(n)}.p`, bundled.slice(n * 256, n * 256 + 256));
    if (tile.length === 256) next.push(treeHash(tile));
  }
  hashes = next;
}
const list =
  wantsEntries === undefined ? {} : { entries: entries.map((entry) => entry.toString('hex')) };
process.stdout.write(JSON.stringify({ size, faults, ...list }));
