/**
 * Evidence of AMD SEV-SNP and Intel TDX machines by the kernel's one interface for both
 * (Documentation/ABI/testing/configfs-tsm-report): a folder is made, 64 bytes are written to `inblob`, the report is
 * read from `outblob`, and `generation` tells whether anybody wrote in between. One folder a document, removed after.
 * On SEV-SNP `auxblob` brings the certificates that a device needs; on TDX the kernel has nothing of the kind, and
 * Intel's collateral comes from a file (stack/deploy/tdx).
 * Must never hand out a report over other bytes than those it wrote, which it cannot know once the count differs.
 */
import { randomBytes } from 'node:crypto';
import * as disk from 'node:fs/promises';
import { join } from 'node:path';
import { parseCollateral } from '../../lib/attestation/tdx/index.ts';
import { encodeEvidence, reportDataOf, type EnvelopeKind } from '../../lib/binding/index.ts';
import { copyOf, fromUtf8, type Bytes } from '../../lib/bytes/index.ts';
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
  /** Intel's signed word on this platform; read for every document, so that a newer file counts at once. */
  readonly collateral?: (() => Promise<Bytes>) | undefined;
}

const KINDS: Readonly<Record<string, EnvelopeKind>> = {
  sev_guest: 'amd-sev-snp',
  tdx_guest: 'intel-tdx',
};
const MAX_REPORT_BYTES = 32_768;
/** Relays and devices take no more; with Intel's collateral it is some 40 kB. */
const MAX_EVIDENCE_BYTES = 65_536;
const ATTEMPTS = 3;

export function createConfigfsTsmSource({
  folder,
  files = disk,
  collateral,
}: ConfigfsTsmOptions): EvidenceSource {
  const keyHash = new KeyHash();
  return {
    kind: 'configfs-tsm',
    registerKeyHash: keyHash.register,
    async attest(nonce) {
      const inblob = await reportDataOf(keyHash.boundWith(nonce), nonce);
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const taken = await takeReport(files, folder, inblob);
        if (taken !== undefined) return envelopeOf(taken, collateral);
      }
      throw new EvidenceError('evidence-unavailable', 'somebody else writes the same folder');
    },
  };
}

interface Taken {
  readonly provider: string;
  readonly outblob: Bytes;
  readonly auxblob: Bytes;
}

/** Undefined when somebody else wrote into the folder meanwhile. */
async function takeReport(files: Files, folder: string, inblob: Bytes): Promise<Taken | undefined> {
  const entry = join(folder, `sotto-${randomBytes(8).toString('hex')}`);
  try {
    await files.mkdir(entry);
    await requireTopLevel(files, entry);
    const before = await generationOf(files, entry);
    await files.writeFile(join(entry, 'inblob'), inblob);
    const outblob = copyOf(await files.readFile(join(entry, 'outblob')));
    const provider = await lineOf(files, join(entry, 'provider'));
    // Empty or absent where a provider has none.
    const auxblob = copyOf(
      await files.readFile(join(entry, 'auxblob')).catch(() => new Uint8Array(0)),
    );
    if ((await generationOf(files, entry)) !== before + 1) return undefined;
    return { provider, outblob, auxblob };
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

/** Where there are levels of privilege, a guest below the top is at the mercy of what runs above it. */
async function requireTopLevel(files: Files, entry: string): Promise<void> {
  const floor = await lineOf(files, join(entry, 'privlevel_floor')).catch(() => '0');
  if (floor !== '0') throw new EvidenceError('evidence-unavailable', `privilege level ${floor}`);
}

async function envelopeOf(
  { provider, outblob: report, auxblob }: Taken,
  collateral: ConfigfsTsmOptions['collateral'],
): Promise<Bytes> {
  const kind = KINDS[provider];
  if (kind === undefined) throw new EvidenceError('evidence-invalid', 'provider');
  const aux = kind === 'intel-tdx' ? await readCollateral(collateral) : auxblob;
  if (report.length === 0 || report.length > MAX_REPORT_BYTES) {
    throw new EvidenceError('evidence-invalid', 'size of the report');
  }
  const evidence = encodeEvidence({ kind, report, aux });
  if (evidence.length <= MAX_EVIDENCE_BYTES) return evidence;
  throw new EvidenceError('evidence-invalid', `${String(evidence.length)} bytes`);
}

/** Without it no device believes a quote: a fault to name here, not on every one of them. */
async function readCollateral(collateral: ConfigfsTsmOptions['collateral']): Promise<Bytes> {
  if (collateral === undefined) {
    throw new EvidenceError('evidence-unavailable', 'tdx-collateral-file is not set');
  }
  try {
    const bytes = await collateral();
    parseCollateral(fromUtf8(bytes));
    return bytes;
  } catch (cause) {
    throw new EvidenceError('evidence-unavailable', 'collateral', { cause });
  }
}

async function lineOf(files: Files, path: string): Promise<string> {
  return Buffer.from(await files.readFile(path))
    .toString('latin1')
    .trim();
}
