/**
 * The development chain: root, regional, zonal, instance, leaf, with the lifetimes measured on real Nitro chains
 * (481 h, 144 h, 24 h, 3 h). Certificates are renewed as they near their end, as the real service does.
 * Must never outlive its use as a stand-in: nothing here is protected by hardware.
 */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Bytes } from '../../lib/bytes/index.ts';
import { issueCertificate, type CertificateForm, type Issuer } from './certificate.ts';

const HOUR_MS = 3_600_000;

export interface ChainLink extends Issuer {
  readonly certificate: Bytes;
  readonly notAfterMs: number;
}

/** The links below the root, in the order of a document: regional, zonal, instance, leaf. */
export interface Chain {
  readonly intermediates: readonly ChainLink[];
  readonly leaf: ChainLink;
}

interface Level {
  readonly subject: string;
  readonly hours: number;
  /** Renewed when less than this is left. */
  readonly spareHours: number;
  readonly pathLength: CertificateForm['pathLength'];
  readonly usage: CertificateForm['usage'];
}

const CA_USAGE = ['digital-signature', 'cert-sign', 'crl-sign'] as const;

/** Instance and enclave carry the ids of module_id, as in real chains. */
function levels(instanceId: string, moduleId: string): readonly Level[] {
  const region = 'development.sotto.invalid';
  return [
    { subject: `regional.${region}`, hours: 481, spareHours: 150, pathLength: 2, usage: CA_USAGE },
    { subject: `zonal.${region}`, hours: 144, spareHours: 30, pathLength: 1, usage: CA_USAGE },
    {
      subject: `${instanceId}.${region}`,
      hours: 24,
      spareHours: 4,
      pathLength: 0,
      usage: ['cert-sign'],
    },
    {
      subject: `${moduleId}.${region}`,
      hours: 3,
      spareHours: 1,
      pathLength: 'leaf',
      usage: ['digital-signature', 'non-repudiation'],
    },
  ];
}

export class DevelopmentChain {
  readonly #root: Issuer;
  readonly #levels: readonly Level[];
  readonly #links: ChainLink[] = [];

  constructor(root: Issuer, instanceId: string, moduleId: string) {
    this.#root = root;
    this.#levels = levels(instanceId, moduleId);
  }

  /** The chain that is valid at this time, renewed from the first link that is near its end. */
  at(nowMs: number): Chain {
    let issuer = this.#root;
    for (const [index, level] of this.#levels.entries()) {
      const held = this.#links[index];
      if (held === undefined || nowMs > held.notAfterMs - level.spareHours * HOUR_MS) {
        // Everything below was issued by the link that is being replaced.
        this.#links.length = index;
        this.#links.push(newLink(level, issuer, nowMs));
      }
      issuer = this.#links[index] ?? issuer;
    }
    const leaf = this.#links.at(-1);
    if (leaf === undefined) throw new RangeError('a chain without links');
    return { intermediates: this.#links.slice(0, -1), leaf };
  }
}

function newLink(level: Level, issuer: Issuer, nowMs: number): ChainLink {
  const keys = newKeyPair();
  // Whole seconds, a little in the past: a document can be made in its leaf's first second.
  const notBeforeMs = Math.floor(nowMs / 1000) * 1000 - 1000;
  const notAfterMs = notBeforeMs + level.hours * HOUR_MS + 3000;
  const certificate = issueCertificate({
    subject: level.subject,
    publicKey: keys.publicKey,
    issuer,
    notBeforeMs,
    notAfterMs,
    pathLength: level.pathLength,
    usage: level.usage,
  });
  return { commonName: level.subject, ...keys, certificate, notAfterMs };
}

export function newKeyPair(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-384' });
}
