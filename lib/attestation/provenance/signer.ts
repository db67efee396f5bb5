/**
 * Who built it, as Fulcio certified it: the extensions under 1.3.6.1.4.1.57264.1 (Fulcio's oid-info.md) and the
 * certificate's alternative name. The certificate is believed only after its chain was verified by the caller.
 * Must never accept a branch for a tag: a branch names other code tomorrow.
 */
import type { Bytes } from '../../bytes/index.ts';
import { asText, demand, readDer, sequence, UTF8_STRING } from '../core/der.ts';
import { parseCertificate, type Certificate } from '../core/x509.ts';
import { refuse } from '../errors.ts';
import type { ListedSource } from '../policy/release-list.ts';

export interface Signer extends ListedSource {
  readonly tag: string;
  /** Of the source, hex. */
  readonly commit: string;
}

const ARC = '2b0601040183bf3001';
const ISSUER = '08';
const BUILD_SIGNER = '09';
const RUNNER = '0b';
const REPOSITORY = '0c';
const COMMIT = '0d';
const REF = '0e';
const ALTERNATIVE_NAME = '551d11';
const URI = 0x86; // [6] IA5String of GeneralName
const TAG = 'refs/tags/';

/** Throws AttestationError 'provenance-signer' or 'provenance-branch'. */
export function checkSigner(certificateBytes: Bytes, source: ListedSource): Signer {
  const certificate = parseCertificate(certificateBytes);
  const says = (suffix: string): string => textOf(certificate, suffix);
  const { issuer, repository, workflow } = source;
  const ref = says(REF);
  if (says(ISSUER) !== issuer) refuse('provenance-signer', 'issuer');
  if (says(REPOSITORY) !== repository) refuse('provenance-signer', 'repository');
  if (!ref.startsWith(TAG) || ref.length === TAG.length) refuse('provenance-branch', ref);
  // The workflow's own file at that very tag: a reusable one of another repository, or of a branch, is another.
  const identity = `${repository}/${workflow}@${ref}`;
  if (says(BUILD_SIGNER) !== identity || alternativeName(certificate) !== identity) {
    refuse('provenance-signer', 'workflow');
  }
  if (says(RUNNER) !== 'github-hosted') refuse('provenance-signer', 'runner');
  return { ...source, tag: ref.slice(TAG.length), commit: says(COMMIT) };
}

function textOf({ extensions }: Certificate, suffix: string): string {
  const extension = extensions.get(ARC + suffix);
  if (extension === undefined) return refuse('provenance-signer', `extension ${suffix}`);
  return asText(readDer(extension.value, UTF8_STRING));
}

/** The one alternative name, a URI. */
function alternativeName({ extensions }: Certificate): string {
  const extension = extensions.get(ALTERNATIVE_NAME);
  const [name, more] = extension === undefined ? [] : sequence(extension.value);
  if (more) return refuse('provenance-signer', 'names');
  return asText(demand(name, URI).value);
}
