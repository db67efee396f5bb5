/**
 * `npm run release-list -- key FILE` makes a publisher's Ed25519 key and prints what people pin.
 * `npm run release-list -- sign FILE LIST.json` signs the list in LIST.json with it and prints the signed text:
 *   { "gateway": name in the statement, "serial": n, "days": n, "releases": [{ "release", "pcr0", "pcr1", "pcr2" }] }
 * `npm run release-list -- read KEY SIGNED` checks a signed list against a pinned key, as the extension does.
 * Must never print a private key, nor write over one.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { openReleaseList, sealReleaseList, type ListedRelease } from '../lib/attestation/index.ts';
import { copyOf, fromBase64 } from '../lib/bytes/index.ts';
import { isRecord, numberAt, readRecord } from './json.ts';

const DAY_MS = 86_400_000;
/** An Ed25519 key as SPKI is these many bytes of head, then the 32 of the key (RFC 8410). */
const SPKI_HEAD = 12;

function publicKeyOf(key: KeyObject): string {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return spki.subarray(SPKI_HEAD).toString('base64');
}

function makeKey(file: string): void {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(file, pem, { mode: 0o600, flag: 'wx' });
  console.log(publicKeyOf(privateKey));
}

function releaseOf(value: unknown): ListedRelease {
  const at = (name: string): string => {
    const text = isRecord(value) ? value[name] : undefined;
    if (typeof text !== 'string') throw new Error(`a release has no ${name}`);
    return text;
  };
  return { release: at('release'), pcr0: at('pcr0'), pcr1: at('pcr1'), pcr2: at('pcr2') };
}

async function signList(keyFile: string, listFile: string): Promise<void> {
  const key = createPrivateKey(readFileSync(keyFile));
  const list = readRecord(listFile);
  const { gateway, releases } = list;
  if (typeof gateway !== 'string' || !Array.isArray(releases)) {
    throw new Error('a list has a gateway and releases');
  }
  // Whole seconds: the list's times are written that way.
  const issuedMs = Math.floor(Date.now() / 1000) * 1000;
  const signed = await sealReleaseList(
    {
      version: 1,
      serial: numberAt(list, 'serial'),
      gateway,
      issuedMs,
      expiresMs: issuedMs + numberAt(list, 'days') * DAY_MS,
      releases: releases.map(releaseOf),
    },
    (bytes) => Promise.resolve(copyOf(sign(null, bytes, key))),
  );
  console.log(signed);
  console.error(`pin this key: ${publicKeyOf(key)}`);
}

async function readList(publicKey: string, file: string): Promise<void> {
  const list = await openReleaseList(readFileSync(file, 'utf8').trim(), {
    publicKey: fromBase64(publicKey),
    now: Date.now(),
    minimumSerial: 0,
  });
  console.log(JSON.stringify(list, null, 2));
}

const [command, first, second] = process.argv.slice(2);
if (command === 'key' && first !== undefined) makeKey(first);
else if (command === 'sign' && first !== undefined && second !== undefined) {
  await signList(first, second);
} else if (command === 'read' && first !== undefined && second !== undefined) {
  await readList(first, second);
} else {
  console.error('usage: release-list key FILE | sign KEYFILE LIST.json | read PUBLICKEY SIGNED');
  process.exitCode = 2;
}
