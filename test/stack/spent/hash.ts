import { createHash } from 'node:crypto';
import { copyOf, type Bytes } from '../../../lib/bytes/index.ts';

/** Stands for an ask or a credit. */
export function hash(name: string): Bytes {
  return copyOf(createHash('sha256').update(name).digest());
}
