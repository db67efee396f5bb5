/**
 * The 32 bytes that a source binds, and the two checks that every source makes before it binds anything. Must never
 * hand out a hash that was not registered.
 */
import { copyOf, type Bytes } from '../../lib/bytes/index.ts';
import { checkHash, checkNonce, EvidenceError } from './evidence.ts';

export class KeyHash {
  #hash: Bytes | undefined;

  readonly register = async (hash: Bytes): Promise<void> => {
    checkHash(hash);
    this.#hash = copyOf(hash);
  };

  /** For a document over this nonce. Throws EvidenceError. */
  boundWith(nonce: Bytes): Bytes {
    checkNonce(nonce);
    if (this.#hash === undefined) throw new EvidenceError('evidence-unavailable', 'no key hash');
    return this.#hash;
  }
}
