/**
 * The software bill of materials of the product, CycloneDX 1.5: the packages whose code is inside, with their licences
 * and the digests that the lock file pins. No time and no number made up at random, so that two can be compared.
 * (`npm sbom` was tried: it leaves out packages that development tools need as well, preact among them.)
 */
import type { ShippedPackage } from './shipped.ts';

const ALGORITHMS: Readonly<Record<string, string>> = { sha512: 'SHA-512', sha1: 'SHA-1' };

function component({ name, version, licence, integrity }: ShippedPackage) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const [algorithm = '', digest = ''] = integrity.split('-', 2);
  const alg = ALGORITHMS[algorithm];
  if (alg === undefined) throw new Error(`${name} is pinned by ${algorithm}`);
  const hashes = [{ alg, content: Buffer.from(digest, 'base64').toString('hex') }];
  const licenses = [{ license: { id: licence } }];
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    scope: 'required',
    hashes,
    licenses,
  };
}

export function billOfMaterials(packages: readonly ShippedPackage[], ownVersion: string): string {
  const own = { type: 'application', 'bom-ref': 'sotto', name: 'sotto', version: ownVersion };
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { ...own, licenses: [{ license: { id: 'MIT' } }] } },
    components: packages.map(component),
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}
