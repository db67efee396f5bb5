/**
 * Evidence of AMD SEV-SNP and Intel TDX machines by the kernel's one interface for both
 * (Documentation/ABI/testing/configfs-tsm-report): a folder is made, 64 bytes are written to `inblob`, the report is
 * read from `outblob`, and `generation` tells whether anybody wrote in between. One folder a document, removed after.
 * Must never hand out a report over other bytes than those it wrote, which it cannot know once the count differs.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { concat, copyOf, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { writeCbor } from '../../lib/cbor/index.ts';
import { checkHash, checkNonce, EvidenceError, type EvidenceSource } from './evidence.ts';

export interface ConfigfsTsmOptions {
  /** The kernel's; another one in tests. */
  readonly folder: string;
}

const KINDS: Readonly<Record<string, 'amd-sev-snp' | 'intel-tdx'>> = {
  sev_guest: 'amd-sev-snp',
  tdx_guest: 'intel-tdx',
};
const LABEL = utf8('sotto report v1\0');
const MAX_REPORT_BYTES = 32_768;
const ATTEMPTS = 3;

export function createConfigfsTsmSource({ folder }: ConfigfsTsmOptions): EvidenceSource {
  let keyHash: Bytes | undefined;
  return {
    kind: 'configfs-tsm',
    async registerKeyHash(hash) {
      checkHash(hash);
      keyHash = copyOf(hash);
    },
    async attest(nonce) {
      checkNonce(nonce);
      if (keyHash === undefined) throw new EvidenceError('evidence-unavailable', 'no key hash');
      const inblob = createHash('sha512')
        .update(concat(LABEL, keyHash, nonce))
        .digest();
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const report = await takeReport(folder, copyOf(inblob));
        if (report !== undefined) return report;
      }
      throw new EvidenceError('evidence-unavailable', 'somebody else writes the same folder');
    },
  };
}

/** Undefined when somebody else wrote into the folder meanwhile. */
async function takeReport(folder: string, inblob: Bytes): Promise<Bytes | undefined> {
  const entry = join(folder, `sotto-${randomBytes(8).toString('hex')}`);
  try {
    await mkdir(entry);
    const before = await generationOf(entry);
    await writeFile(join(entry, 'inblob'), inblob);
    const outblob = copyOf(await readFile(join(entry, 'outblob')));
    const provider = (await readFile(join(entry, 'provider'), 'utf8')).trim();
    // Empty or absent where a provider has none.
    const auxblob = copyOf(await readFile(join(entry, 'auxblob')).catch(() => new Uint8Array(0)));
    if ((await generationOf(entry)) !== before + 1) return undefined;
    return envelopeOf(provider, outblob, auxblob);
  } catch (cause) {
    if (cause instanceof EvidenceError) throw cause;
    throw new EvidenceError('evidence-unavailable', 'configfs-tsm', { cause });
  } finally {
    await rmdir(entry).catch(() => undefined);
  }
}

async function generationOf(entry: string): Promise<number> {
  const text = (await readFile(join(entry, 'generation'), 'utf8')).trim();
  if (!/^[0-9]{1,10}$/.test(text)) throw new EvidenceError('evidence-invalid', 'generation');
  return Number(text);
}

function envelopeOf(provider: string, report: Bytes, aux: Bytes): Bytes {
  const kind = KINDS[provider];
  if (kind === undefined) throw new EvidenceError('evidence-invalid', 'provider');
  if (report.length === 0 || report.length > MAX_REPORT_BYTES || aux.length > MAX_REPORT_BYTES) {
    throw new EvidenceError('evidence-invalid', 'size of the report');
  }
  return writeCbor(['sotto evidence v1', kind, report, aux, new Uint8Array(0)]);
}
