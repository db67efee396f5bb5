/**
 * One digest for a whole build: SHA-256 over a line for each file, `hex sha256, two spaces, path, newline`, in the byte
 * order of the paths (the format of `sha256sum`). The list itself is a file of the build and covers all others, so
 * that a file the browser's store adds (a signature) changes nothing. Must never know where the files come from.
 */
import { fromUtf8, toHex, utf8, type Bytes } from '../bytes/index.ts';
import { CodedError } from '../errors/index.ts';

/** The list of a build's files, one path a line; the only file that is not in it. */
export const FILE_LIST = 'files.txt';

export type BuildErrorCode = 'build-list-invalid';

const MAX_FILES = 1000;
const PATH = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/;

export function encodeFileList(paths: readonly string[]): string {
  return [...paths]
    .sort()
    .map((path) => `${path}\n`)
    .join('');
}

/** The paths of a list; throws `build-list-invalid` for anything but what encodeFileList writes. */
export function parseFileList(bytes: Bytes): string[] {
  let text: string;
  try {
    text = fromUtf8(bytes);
  } catch (cause) {
    throw new CodedError<BuildErrorCode>('build-list-invalid', 'not UTF-8', { cause });
  }
  const paths = text.split('\n').slice(0, -1);
  const isGood =
    paths.length > 0 &&
    paths.length <= MAX_FILES &&
    new Set(paths).size === paths.length &&
    paths.every((path) => PATH.test(path)) &&
    encodeFileList(paths) === text;
  if (!isGood) throw new CodedError<BuildErrorCode>('build-list-invalid');
  return paths;
}

/** The build's digest in hex; `read` hands over one file's bytes. */
export async function buildDigest(read: (path: string) => Promise<Bytes>): Promise<string> {
  const paths = parseFileList(await read(FILE_LIST));
  let lines = '';
  for (const path of paths) lines += `${await sha256Hex(await read(path))}  ${path}\n`;
  return sha256Hex(utf8(lines));
}

async function sha256Hex(bytes: Bytes): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}
