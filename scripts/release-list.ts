/**
 * `npm run release-list -- key FILE` makes a publisher's Ed25519 key and prints what people pin.
 * `npm run release-list -- sign FILE LIST.json` signs the list in LIST.json with it and prints the signed text:
 *   { "gateway": name in the statement, "serial": n, "days": n, "releases": [{ "release", "pcr0", "pcr1", "pcr2" }] }
 *   A release may also have "image" (SHA-256 of the image file) and "bundle" (path of its Sigstore bundle); the list
 *   then says "builtBy": { "issuer", "repository", "workflow" }. What does not hold is not signed.
 * `npm run release-list -- check KEY SIGNED` checks a signed list against a pinned key, and the origin of what it names,
 * as the extension does; `read` prints the list as well.
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
import {
  openReleaseList,
  sealReleaseList,
  type ListedRelease,
  type ListedSource,
  type ReleaseList,
} from '../lib/attestation/index.ts';
import { checkReleases, PUBLIC_GOOD_ROOT } from '../lib/attestation/provenance/index.ts';
import { copyOf, fromBase64 } from '../lib/bytes/index.ts';
import { isRecord, numberAt, readRecord } from './json.ts';
import { nodeBundleVerifier } from './sigstore.ts';

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

function textsOf(value: unknown, what: string): (name: string) => string {
  return (name) => {
    const text = isRecord(value) ? value[name] : undefined;
    if (typeof text !== 'string') throw new Error(`${what} has no ${name}`);
    return text;
  };
}

function releaseOf(value: unknown): ListedRelease {
  const at = textsOf(value, 'a release');
  const hasBundle = isRecord(value) && value['bundle'] !== undefined;
  return {
    ...{ release: at('release'), pcr0: at('pcr0'), pcr1: at('pcr1'), pcr2: at('pcr2') },
    ...(hasBundle && { image: at('image'), bundle: readFileSync(at('bundle'), 'utf8').trim() }),
  };
}

function sourceOf(value: unknown): ListedSource {
  const at = textsOf(value, 'builtBy');
  return { issuer: at('issuer'), repository: at('repository'), workflow: at('workflow') };
}

/** Throws when the origin of a release does not hold under Sigstore's public root, as pinned in this build. */
async function checkOrigins(list: ReleaseList): Promise<void> {
  for (const { release, provenance } of await checkReleases(
    list,
    nodeBundleVerifier(PUBLIC_GOOD_ROOT),
  )) {
    const since = provenance && new Date(provenance.loggedAtMs).toISOString();
    console.error(
      provenance === null
        ? `${release}: the list says nothing of its origin`
        : `${release}: built by ${provenance.workflow} of ${provenance.repository} at ${provenance.tag}, in the log since ${String(since)}`,
    );
  }
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
  const { builtBy } = list;
  const whole: ReleaseList = {
    version: 1,
    serial: numberAt(list, 'serial'),
    gateway,
    issuedMs,
    expiresMs: issuedMs + numberAt(list, 'days') * DAY_MS,
    ...(builtBy !== undefined && { builtBy: sourceOf(builtBy) }),
    releases: releases.map(releaseOf),
  };
  await checkOrigins(whole);
  const signed = await sealReleaseList(whole, (bytes) =>
    Promise.resolve(copyOf(sign(null, bytes, key))),
  );
  console.log(signed);
  console.error(`pin this key: ${publicKeyOf(key)}`);
}

async function checkList(publicKey: string, file: string): Promise<ReleaseList> {
  const list = await openReleaseList(readFileSync(file, 'utf8').trim(), {
    publicKey: fromBase64(publicKey),
    now: Date.now(),
    minimumSerial: 0,
  });
  await checkOrigins(list);
  return list;
}

const [command, first, second] = process.argv.slice(2);
if (command === 'key' && first !== undefined) makeKey(first);
else if (command === 'sign' && first !== undefined && second !== undefined) {
  await signList(first, second);
} else if (command === 'read' && first !== undefined && second !== undefined) {
  console.log(JSON.stringify(await checkList(first, second), null, 2));
} else if (command === 'check' && first !== undefined && second !== undefined) {
  await checkList(first, second);
} else {
  console.error(
    'usage: release-list key FILE | sign KEYFILE LIST.json | read PUBLICKEY SIGNED | check PUBLICKEY SIGNED',
  );
  process.exitCode = 2;
}
