/**
 * Evidence without hardware: documents of exactly Nitro's format under the development root, so that the device runs
 * the same checks on a desk as against a real enclave. It says about itself that it is software (the root's name, the
 * device's own warning); it must never be reachable under a root that anybody but a developer trusts.
 */
import { createHash, randomBytes } from 'node:crypto';
import { concat, copyOf, toHex, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { DevelopmentChain } from './chain.ts';
import type { DevelopmentRoot } from './development-root.ts';
import type { EvidenceSource } from './evidence.ts';
import { KeyHash } from './key-hash.ts';
import type { Measurement } from './measurement.ts';
import { nitridingUserData } from './nitriding-user-data.ts';
import { writeDocument } from './nitro-document.ts';

export interface SoftwareOptions {
  readonly root: DevelopmentRoot;
  readonly measurement: Measurement;
  readonly now: () => number;
  /** DER, where the measured program has TLS of its own. */
  readonly tlsCertificate?: Bytes;
}

/** nitriding puts this into public_key for its verifier's sake; it is never a key. */
const DUMMY_PUBLIC_KEY = utf8('dummy');

export function createSoftwareSource(options: SoftwareOptions): EvidenceSource {
  const { root, measurement, now } = options;
  const instanceId = `i-0${toHex(randomBytes(8))}`;
  const moduleId = `${instanceId}-enc0${toHex(randomBytes(8)).slice(1)}`;
  const chain = new DevelopmentChain(root, instanceId, moduleId);
  const pcrs = registers(measurement, instanceId);
  // Without TLS the hash of this line stands where nitriding hashes its certificate.
  const noTls = utf8('sotto software evidence has no TLS certificate');
  const tlsHash = sha('sha256', options.tlsCertificate ?? noTls);
  const keyHash = new KeyHash();
  return {
    kind: 'software',
    registerKeyHash: keyHash.register,
    async attest(nonce) {
      const appKeyHash = keyHash.boundWith(nonce);
      const nowMs = now();
      const { intermediates, leaf } = chain.at(nowMs);
      return writeDocument({
        moduleId,
        timestampMs: nowMs,
        pcrs,
        certificate: leaf.certificate,
        cabundle: [root.certificate, ...intermediates.map((link) => link.certificate)],
        publicKey: DUMMY_PUBLIC_KEY,
        userData: nitridingUserData(tlsHash, appKeyHash),
        nonce,
        leafKey: leaf.privateKey,
      });
    },
  };
}

/** PCR 0 to 15. PCR 4 is what real hardware computes from the instance id; 5 and up stay zero. */
function registers(measurement: Measurement, instanceId: string): Bytes[] {
  const zero = new Uint8Array(48);
  const role = sha('sha384', concat(zero, utf8('no role: software evidence')));
  const parent = sha('sha384', concat(zero, utf8(instanceId)));
  const set = [measurement.pcr0, measurement.pcr1, measurement.pcr2, role, parent];
  return Array.from({ length: 16 }, (_, index) => set[index] ?? zero);
}

function sha(algorithm: 'sha256' | 'sha384', bytes: Bytes): Bytes {
  return copyOf(createHash(algorithm).update(bytes).digest());
}
