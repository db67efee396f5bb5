/** How the leaf of a key configuration is told from the leaf of a receipt. */
import { toBase64Url, type Bytes } from '../bytes/index.ts';

const PREFIX = 'key.';

/** The id of a key's leaf. Ids of asks have no dot. */
export function keyLeafId(entry: Bytes): string {
  return `${PREFIX}${toBase64Url(entry)}`;
}

export function isKeyLeaf({ id }: { readonly id: string }): boolean {
  return id.startsWith(PREFIX);
}
