/**
 * An issuer for the one-desk stack. At one operator with the gateway it protects nobody from that operator: RFC 9576
 * calls this the shared model, and only time and the relay stand between a purchase and an ask.
 */
import { join } from 'node:path';
import type { StatementCredits } from '../lib/binding/index.ts';
import type { CreditsSetting } from './gateway/credits/open-credits.ts';
import {
  makeRefundToken,
  startIssuer,
  type IssuerOptions,
  type RunningIssuer,
} from './issuer/start-issuer.ts';
import { lineSink } from './log.ts';

export interface DeskIssuer {
  readonly issuer: RunningIssuer;
  readonly setting: CreditsSetting;
  readonly stated: (models: readonly { readonly id: string }[]) => StatementCredits;
}

const NAME = 'issuer.sotto.invalid';

export async function startDeskIssuer(
  folder: string,
  desk: { service: string; ledgerUrl: string; now: () => number; write: (line: string) => void },
  options: Partial<IssuerOptions>,
): Promise<DeskIssuer> {
  const { service, ledgerUrl, now, write } = desk;
  const refundToken = makeRefundToken();
  const issuer = await startIssuer({
    ...{ folder: join(folder, 'issuer'), name: NAME, service, ledgerUrl, refundToken, now },
    log: lineSink('issuer', write, now),
    ...options,
  });
  const spent = { kind: 'folder', folder: join(folder, 'gateway', 'credits') } as const;
  return {
    issuer,
    setting: { issuerUrl: issuer.url, refundToken, logUrl: ledgerUrl, spent },
    stated: (models) => ({
      ...{ issuer: NAME, issuerKey: issuer.verifierKey },
      prices: models.map(({ id }) => ({ model: id, credits: 1 })),
    }),
  };
}
