/**
 * The kernel's configfs-tsm report folders (Documentation/ABI/testing/configfs-tsm-report, drivers/virt/coco), emulated
 * where a file system is handed in: the files appear with the folder, which ones depends on the provider, a report is
 * over what was last written and is made when it is read, and `generation` counts the writes.
 */
import { basename, dirname } from 'node:path';
import { concat, copyOf, utf8, type Bytes } from '../../lib/bytes/index.ts';
import type { Files } from '../../stack/enclave/configfs-tsm.ts';

const INBLOB_MAX = 64;
const OUTBLOB_MAX = 32_768;
const PRIVLEVEL_MAX = 3;

/** What each provider's folders hold besides `inblob`, `outblob`, `provider` and `generation`. */
const VISIBLE = {
  sev_guest: ['auxblob', 'privlevel', 'privlevel_floor'],
  tdx_guest: [],
} as const;

interface Entry {
  inblob: Bytes;
  privlevel: number;
  written: number;
  read: number;
  out: Bytes | undefined;
}

export interface Asked {
  readonly inblob: Bytes;
  readonly privlevel: number;
}

export class TsmKernel implements Files {
  /** Undefined: no module is loaded. */
  provider: string | undefined;
  privlevelFloor = 0;
  /** The certificate table of the host. */
  aux: Bytes = utf8('certificates');
  report: (asked: Asked) => Bytes = ({ inblob }) => concat(utf8('report over '), inblob);
  /** Called before each read of a report, as somebody else on the machine. */
  beforeReport: (entry: string) => Promise<void> = () => Promise.resolve();
  readonly entries = new Map<string, Entry>();
  made = 0;
  /** Reports that were made, not those that were read again. */
  reports = 0;

  constructor(provider?: string) {
    this.provider = provider;
  }

  async mkdir(path: string): Promise<void> {
    if (this.provider === undefined) throw failed('ENXIO');
    if (this.entries.has(path)) throw failed('EEXIST');
    this.made++;
    this.entries.set(path, {
      ...{ inblob: new Uint8Array(0), privlevel: 0, written: 0, read: 0, out: undefined },
    });
  }

  async rmdir(path: string): Promise<void> {
    if (!this.entries.delete(path)) throw failed('ENOENT');
  }

  async writeFile(path: string, bytes: Uint8Array): Promise<void> {
    const entry = this.#entry(path);
    switch (basename(path)) {
      case 'inblob':
        if (bytes.length > INBLOB_MAX) throw failed('EFBIG');
        entry.inblob = copyOf(bytes);
        break;
      case 'privlevel': {
        const level = Number(Buffer.from(bytes).toString('latin1'));
        if (level < this.privlevelFloor || level > PRIVLEVEL_MAX) throw failed('EINVAL');
        entry.privlevel = level;
        break;
      }
      default:
        throw failed('EACCES');
    }
    entry.written++;
  }

  async readFile(path: string): Promise<Uint8Array> {
    const entry = this.#entry(path);
    switch (basename(path)) {
      case 'generation':
        return utf8(`${String(entry.written)}\n`);
      case 'provider':
        return utf8(`${this.provider ?? ''}\n`);
      case 'privlevel_floor':
        return utf8(`${String(this.privlevelFloor)}\n`);
      case 'outblob':
        await this.beforeReport(dirname(path));
        return this.#reportOf(entry);
      case 'auxblob':
        this.#reportOf(entry);
        return limited(this.aux);
      default:
        throw failed('EACCES');
    }
  }

  #reportOf(entry: Entry): Bytes {
    if (entry.inblob.length === 0) throw failed('EINVAL');
    if (entry.out === undefined || entry.read !== entry.written) {
      // The firmware answers for no level that is more privileged than the guest's own.
      if (entry.privlevel < this.privlevelFloor) throw failed('EIO');
      entry.out = this.report(entry);
      entry.read = entry.written;
      this.reports++;
    }
    return limited(entry.out);
  }

  #entry(path: string): Entry {
    const entry = this.entries.get(dirname(path));
    const name = basename(path);
    const more: readonly string[] =
      this.provider === 'tdx_guest' ? VISIBLE.tdx_guest : VISIBLE.sev_guest;
    const isThere = ['inblob', 'outblob', 'provider', 'generation', ...more].includes(name);
    if (entry === undefined || !isThere) throw failed('ENOENT');
    return entry;
  }
}

function limited(blob: Bytes): Bytes {
  if (blob.length > OUTBLOB_MAX) throw failed('EFBIG');
  return blob;
}

function failed(code: string): Error {
  return Object.assign(new Error(code), { code });
}
