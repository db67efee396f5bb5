/** Puts the gateway's side of credits together, if its statement names an issuer. Wiring only. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Statement } from '../../../lib/binding/index.ts';
import { copyOf, type Bytes } from '../../../lib/bytes/index.ts';
import { CodedError } from '../../../lib/errors/index.ts';
import { lockFolder } from '../../ledger/folder-lock.ts';
import { openSpentSet, RemoteSpentSet, type SpentSet } from '../../spent/index.ts';
import { CreditsDesk, readSpentKey } from './credits-desk.ts';
import { IssuerWatch } from './issuer-watch.ts';

export interface CreditsSetting {
  readonly issuerUrl: string;
  readonly refundToken?: string;
  /** Where the log's files are read, to find the issuer's keys in it. */
  readonly logUrl: string;
  /** One gateway alone keeps its own set; several share one. */
  readonly spent:
    | { readonly kind: 'folder'; readonly folder: string }
    | {
        readonly kind: 'shared';
        readonly url: string;
        readonly token: string;
        /** The same for all of them. */
        readonly secret: string;
      };
}

export class CreditsSettingError extends CodedError<'credits-setting-invalid'> {}

export interface OpenCredits {
  readonly desk: CreditsDesk;
  close(): Promise<void>;
}

const KEY_FILE = 'spent-key';

export async function openCredits(
  setting: CreditsSetting | undefined,
  statement: Statement,
  now: () => number,
): Promise<OpenCredits | undefined> {
  const { credits, log } = statement;
  if ((setting === undefined) !== (credits === undefined)) {
    throw new CreditsSettingError('credits-setting-invalid', 'statement and settings differ');
  }
  if (setting === undefined || credits === undefined) return undefined;
  const { issuerUrl, logUrl, refundToken } = setting;
  const watch = await IssuerWatch.open({
    ...{ issuerUrl, now },
    identity: { name: credits.issuer, verifierKey: credits.issuerKey, service: statement.name },
    log: { origin: log.origin, verifierKey: log.verifierKey, url: logUrl },
  });
  const { spent, spentKey, release } = await openSpent(setting.spent, watch.oldestKey);
  const further = refundToken === undefined ? {} : { refundToken };
  return {
    desk: await CreditsDesk.open({ statement, watch, spent, spentKey, issuerUrl, ...further }),
    close: async () => {
      watch.close();
      await spent.close();
      await release();
    },
  };
}

interface OpenSpent {
  readonly spent: SpentSet;
  readonly spentKey: Bytes;
  readonly release: () => Promise<void>;
}

async function openSpent(setting: CreditsSetting['spent'], oldestKey: number): Promise<OpenSpent> {
  if (setting.kind === 'shared') {
    const spent = new RemoteSpentSet(setting.url, setting.token);
    return { spent, spentKey: readSpentKey(setting.secret), release: () => Promise.resolve() };
  }
  const { folder } = setting;
  await mkdir(join(folder, 'private'), { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder);
  const spentKey = await keyIn(join(folder, 'private', KEY_FILE));
  const spent = await openSpentSet(join(folder, 'private', 'spent'), oldestKey);
  return { spent, spentKey, release: () => lock.release() };
}

/** Made once and kept: with another key every spent credit would look fresh. */
async function keyIn(path: string): Promise<Bytes> {
  await mkdir(dirname(path), { recursive: true });
  // Only ever created whole: a second start finds it and reads it.
  await writeFile(path, randomBytes(32), { flag: 'wx', mode: 0o600, flush: true }).catch(
    (thrown: unknown) => {
      const isThere = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST';
      if (!isThere) throw thrown;
    },
  );
  const key = copyOf(await readFile(path));
  if (key.length !== 32) throw new CreditsSettingError('credits-setting-invalid', path);
  return key;
}
