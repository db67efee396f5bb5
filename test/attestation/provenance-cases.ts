/**
 * The cases of a wrong release proof, made by a Sigstore of our own: no log entry, bad path or checkpoint, branch for tag,
 * another workflow or issuer, another image.
 */
import type { ReleaseList } from '../../lib/attestation/index.ts';
import { PREDICATE_TYPE } from '../../lib/attestation/provenance/index.ts';
import { TestSigstore, type Build, type LogEntry, type TestBundle } from '../fakes/sigstore.ts';

export const sigstore = new TestSigstore();

export const SOURCE = {
  issuer: 'https://token.actions.githubusercontent.com',
  repository: 'https://github.com/example/gateway',
  workflow: '.github/workflows/release.yml',
};
export const PCRS = { pcr0: 'a0'.repeat(48), pcr1: 'a1'.repeat(48), pcr2: 'a2'.repeat(48) };
export const IMAGE = 'e1'.repeat(32);
export const TIME_MS = Date.parse('2026-03-01T12:00:00Z');

function statement(change: object = {}, sha256 = IMAGE): object {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'gateway.eif', digest: { sha256 } }],
    predicateType: PREDICATE_TYPE,
    predicate: { gateway: 'gateway.example', release: 'v1.2.0', ...PCRS, ...change },
  };
}

const BUILD: Build = {
  ...SOURCE,
  ref: 'refs/tags/v1.2.0',
  statement: statement(),
  timeMs: TIME_MS,
};

export function listWith(bundle: string, more: Partial<ReleaseList> = {}): ReleaseList {
  return {
    ...{ version: 1, serial: 1, gateway: 'gateway.example', issuedMs: 0, expiresMs: 1 },
    builtBy: SOURCE,
    releases: [{ release: 'v1.2.0', ...PCRS, image: IMAGE, bundle }],
    ...more,
  };
}

export function made(
  build: Partial<Build>,
  edit: (bundle: TestBundle) => void = () => undefined,
): string {
  const bundle = sigstore.bundle({ ...BUILD, ...build });
  edit(bundle);
  return JSON.stringify(bundle);
}

/** Edits the one log entry. */
function logged(edit: (entry: LogEntry) => void): string {
  return made({}, ({ verificationMaterial: { tlogEntries } }) => tlogEntries.forEach(edit));
}

function proved(change: Record<string, unknown>): string {
  return logged((entry) => Object.assign(entry.inclusionProof ?? {}, change));
}

const OTHER_HASH = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const MAIN = 'refs/heads/main';
export const REFUSED: readonly (readonly [name: string, code: string, bundle: () => string])[] = [
  [
    'no log entry',
    'provenance-unlogged',
    () => made({}, (b) => (b.verificationMaterial.tlogEntries = [])),
  ],
  [
    'no promise of the log',
    'provenance-unlogged',
    () => logged((entry) => delete entry.inclusionPromise),
  ],
  [
    'no inclusion proof',
    'provenance-unlogged',
    () => logged((entry) => delete entry.inclusionProof),
  ],
  ['a proof without a checkpoint', 'provenance-unlogged', () => proved({ checkpoint: undefined })],
  ['another path', 'provenance-untrusted', () => proved({ hashes: [OTHER_HASH, OTHER_HASH] })],
  ['a path too short', 'provenance-untrusted', () => proved({ hashes: [OTHER_HASH] })],
  ['another root', 'provenance-untrusted', () => proved({ rootHash: OTHER_HASH })],
  ['another place in the tree', 'provenance-untrusted', () => proved({ logIndex: '0' })],
  [
    'a checkpoint that nobody signed',
    'provenance-untrusted',
    () =>
      proved({
        checkpoint: { envelope: `rekor.test - 1\n3\n${OTHER_HASH}\n\n— rekor.test AAAAAAAA\n` },
      }),
  ],
  [
    'a time that the log did not promise',
    'provenance-untrusted',
    () => logged((entry) => (entry.integratedTime = String(TIME_MS / 1000 + 61))),
  ],
  [
    'an entry logged after the certificate ended',
    'provenance-untrusted',
    () => made({ loggedAtMs: TIME_MS + 700_000 }),
  ],
  [
    'another Sigstore',
    'provenance-untrusted',
    () => JSON.stringify(new TestSigstore().bundle(BUILD)),
  ],
  [
    'another payload than was signed',
    'provenance-untrusted',
    () =>
      made({}, (b) => (b.dsseEnvelope.payload = btoa(JSON.stringify(statement({ pcr0: '00' }))))),
  ],
  [
    'the signature of another bundle',
    'provenance-untrusted',
    () =>
      made({}, (b) => (b.dsseEnvelope.signatures = sigstore.bundle(BUILD).dsseEnvelope.signatures)),
  ],
  [
    'the certificate of another bundle',
    'provenance-untrusted',
    () =>
      made(
        {},
        (b) =>
          (b.verificationMaterial.certificate =
            sigstore.bundle(BUILD).verificationMaterial.certificate),
      ),
  ],
  ['a branch', 'provenance-branch', () => made({ ref: MAIN })],
  [
    'a branch that is named like a tag',
    'provenance-branch',
    () => made({ ref: 'refs/heads/refs/tags/v1' }),
  ],
  [
    'a tag built by the workflow of a branch',
    'provenance-signer',
    () => made({ signer: `${SOURCE.repository}/${SOURCE.workflow}@${MAIN}` }),
  ],
  ['another workflow', 'provenance-signer', () => made({ workflow: '.github/workflows/test.yml' })],
  [
    'another repository',
    'provenance-signer',
    () => made({ repository: 'https://github.com/evil/gateway' }),
  ],
  [
    'a repository whose name goes on',
    'provenance-signer',
    () => made({ repository: `${SOURCE.repository}-2` }),
  ],
  ['another issuer', 'provenance-signer', () => made({ issuer: 'https://accounts.example' })],
  [
    'a name that is not the workflow’s',
    'provenance-signer',
    () => made({ alternativeName: 'https://github.com/evil' }),
  ],
  ['a machine of the operator’s own', 'provenance-signer', () => made({ runner: 'self-hosted' })],
  [
    'another image',
    'provenance-mismatch',
    () => made({ statement: statement({}, 'e2'.repeat(32)) }),
  ],
  [
    'another measurement',
    'provenance-mismatch',
    () => made({ statement: statement({ pcr2: 'b2'.repeat(48) }) }),
  ],
  [
    'another gateway',
    'provenance-mismatch',
    () => made({ statement: statement({ gateway: 'other' }) }),
  ],
  [
    'another release',
    'provenance-mismatch',
    () => made({ statement: statement({ release: 'v1.1.0' }) }),
  ],
  [
    'another kind of statement',
    'provenance-invalid',
    () => made({ statement: { ...statement(), predicateType: 'x' } }),
  ],
  [
    'an old form of bundle',
    'provenance-invalid',
    () => made({}, (b) => (b.mediaType = 'x;version=0.1')),
  ],
  [
    'a field that nobody here has read',
    'provenance-invalid',
    () => JSON.stringify({ ...sigstore.bundle(BUILD), more: 1 }),
  ],
  ['no JSON', 'provenance-invalid', () => '{'],
  ['too much of it', 'provenance-invalid', () => `"${'x'.repeat(70_000)}"`],
];
