/**
 * Evidence of AMD SEV-SNP and Intel TDX machines by the kernel's one interface for both
 * (Documentation/ABI/testing/configfs-tsm-report): a folder is made, 64 bytes are written to `inblob`, the report is
 * read from `outblob`, and `generation` tells whether anybody wrote in between. One folder a document, removed after.
 * Must never hand out a report over other bytes than those it wrote, which it cannot know once the count differs.
 */
import { randomBytes } from 'node:crypto';
import * as disk from 'node:fs/promises';
import { join } from 'node:path';
import { encodeEvidence, reportDataOf, type EnvelopeKind } from '../../lib/binding/index.ts';
import { copyOf, type Bytes } from '../../lib/bytes/index.ts';
import { EvidenceError, type EvidenceSource } from './evidence.ts';
import { KeyHash } from './key-hash.ts';

/** What is needed of a file system. */
export interface Files {
  mkdir(path: string): Promise<unknown>;
  rmdir(path: string): Promise<unknown>;
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, bytes: Uint8Array): Promise<unknown>;
}

export interface ConfigfsTsmOptions {
  /** The kernel's; another one in tests. */
  readonly folder: string;
  readonly files?: Files;
}

const KINDS: Readonly<Record<string, EnvelopeKind>> = {
  sev_guest: 'amd-sev-snp',
  tdx_guest: 'intel-tdx',
};
const MAX_REPORT_BYTES = 32_768;
const ATTEMPTS = 3;

export function createConfigfsTsmSource({
  folder,
  files = disk,
}: ConfigfsTsmOptions): EvidenceSource {
  const keyHash = new KeyHash();
  return {
    kind: 'configfs-tsm',
    registerKeyHash: keyHash.register,
    async attest(nonce) {
      const inblob = await reportDataOf(keyHash.boundWith(nonce), nonce);
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const report = await takeReport(files, folder, inblob);
        if (report !== undefined) return report;
      }
      throw new EvidenceError('evidence-unavailable', 'somebody else writes the same folder');
    },
  };
}

/** Undefined when somebody else wrote into the folder meanwhile. */
async function takeReport(files: Files, folder: string, inblob: Bytes): Promise<Bytes | undefined> {
  const entry = join(folder, `sotto-${randomBytes(8).toString('hex')}`);
  try {
    await files.mkdir(entry);
    const before = await generationOf(files, entry);
    await files.writeFile(join(entry, 'inblob'), inblob);
    const outblob = copyOf(await files.readFile(join(entry, 'outblob')));
    const provider = await lineOf(files, join(entry, 'provider'));
    // Empty or absent where a provider has none.
    const auxblob = copyOf(
      await files.readFile(join(entry, 'auxblob')).catch(() => new Uint8Array(0)),
    );
    if ((await generationOf(files, entry)) !== before + 1) return undefined;
    return envelopeOf(provider, outblob, auxblob);
  } catch (cause) {
    if (cause instanceof EvidenceError) throw cause;
    throw new EvidenceError('evidence-unavailable', 'configfs-tsm', { cause });
  } finally {
    await files.rmdir(entry).catch(() => undefined);
  }
}

async function generationOf(files: Files, entry: string): Promise<number> {
  const text = await lineOf(files, join(entry, 'generation'));
  if (!/^[0-9]{1,10}$/.test(text)) throw new EvidenceError('evidence-invalid', 'generation');
  return Number(text);
}

function envelopeOf(provider: string, report: Bytes, aux: Bytes): Bytes {
  const kind = KINDS[provider];
  if (kind === undefined) throw new EvidenceError('evidence-invalid', 'provider');
  if (report.length === 0 || report.length > MAX_REPORT_BYTES || aux.length > MAX_REPORT_BYTES) {
    throw new EvidenceError('evidence-invalid', 'size of the report');
  }
  return encodeEvidence({ kind, report, aux });
}

async function lineOf(files: Files, path: string): Promise<string> {
  return Buffer.from(await files.readFile(path))
    .toString('latin1')
    .trim();
}
