/**
 * The issuer's directory (RFC 9578 section 4), with the rules that keep the crowd whole: at most two keys that issue or
 * will, no two with the same last byte. The caller fetches it a second time without any credential and compares bytes,
 * and looks for each key id in the attested statement or the log. Must never choose among keys by anything but time.
 */
import { isPlainObject } from '../shape/index.ts';
import { TOKEN_TYPE } from './challenge.ts';
import { CreditsError } from './errors.ts';
import { readIssuerKey, type IssuerKey } from './issuer-key.ts';
import { fromPadded, toPadded } from './padded-base64url.ts';

export interface DirectoryKey {
  readonly key: IssuerKey;
  /** Unix seconds; zero when the directory says nothing. */
  readonly notBefore: number;
}

export interface Directory {
  /** Absolute or relative, as written. */
  readonly requestUri: string;
  readonly keys: readonly DirectoryKey[];
}

/** One that issues and one that is announced. */
const MAX_KEYS = 2;
const MAX_LISTED = 32;

/** @param json The parsed body of `application/private-token-issuer-directory`. */
export async function readDirectory(json: unknown): Promise<Directory> {
  if (!isPlainObject(json)) return fail('not an object');
  const { 'issuer-request-uri': requestUri, 'token-keys': listed } = json;
  if (typeof requestUri !== 'string' || requestUri === '' || requestUri.length > 2048) {
    return fail('request uri');
  }
  if (!Array.isArray(listed) || listed.length > MAX_LISTED) return fail('keys');
  const ours: unknown[] = listed.filter((entry: unknown) => {
    if (!isPlainObject(entry)) return fail('key');
    return entry['token-type'] === TOKEN_TYPE;
  });
  if (ours.length > MAX_KEYS) return fail('too many keys');
  const keys = await Promise.all(ours.map(readKey));
  if (new Set(keys.map(({ key }) => key.truncatedId)).size !== keys.length) {
    return fail('key ids collide');
  }
  return { requestUri, keys };
}

async function readKey(entry: unknown): Promise<DirectoryKey> {
  if (!isPlainObject(entry)) return fail('key');
  const { 'token-key': text, 'not-before': notBefore = 0 } = entry;
  if (typeof text !== 'string' || typeof notBefore !== 'number') return fail('key');
  if (!Number.isSafeInteger(notBefore) || notBefore < 0) return fail('not-before');
  return { key: await readIssuerKey(fromPadded(text, 'directory-invalid')), notBefore };
}

/** The body of `application/private-token-issuer-directory`. */
export function formatDirectory({ requestUri, keys }: Directory): string {
  return JSON.stringify({
    'issuer-request-uri': requestUri,
    'token-keys': keys.map(({ key, notBefore }) => ({
      'token-type': TOKEN_TYPE,
      'token-key': toPadded(key.spki),
      'not-before': notBefore,
    })),
  });
}

/** The first key that may issue now; throws 'directory-invalid' when there is none. */
export function issuingKey(directory: Directory, nowMs: number): IssuerKey {
  const found = directory.keys.find(({ notBefore }) => notBefore * 1000 <= nowMs);
  return found?.key ?? fail('no key issues now');
}

function fail(detail: string): never {
  throw new CreditsError('directory-invalid', detail);
}
