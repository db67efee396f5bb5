/** The platform's randomness under the shape that lib takes it in. */
import type { Bytes } from '../../lib/bytes/index.ts';

export function random(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}
