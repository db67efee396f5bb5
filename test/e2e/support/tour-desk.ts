/** A desk that the tour can be given on: its model can be held, and its public log hidden. */
import type { TourDesk } from '../../../scripts/drive/tour/screens.ts';
import type { JsonRecord } from '../../../scripts/json.ts';
import { startServers } from './desk.ts';
import { lieBefore } from './lying-relay.ts';

export interface TourServers extends TourDesk {
  /** Settings that point an extension at it. */
  settings: JsonRecord;
  close: () => Promise<void>;
}

interface TourOptions {
  /** What the one model on this desk is called. */
  modelName?: string;
  hasCredits?: boolean;
}

const DAY_MS = 86_400_000;

export async function startTourServers({
  modelName = 'test-model',
  hasCredits = false,
}: TourOptions = {}): Promise<TourServers> {
  const servers = await startServers(undefined, { models: [modelName], hasCredits });
  const relay = await lieBefore(servers.recorder.url);
  const { issuer } = servers.stack;
  return {
    pageUrl: servers.pages.url,
    model: servers.model,
    settings: { ...servers.settings, relayUrl: relay.url },
    settle: () => servers.stack.settle(),
    ...(issuer && {
      newVoucher: () => issuer.invite({ batches: 1, untilMs: Date.now() + DAY_MS }),
    }),
    hideLog: () => relay.showLog('none'),
    close: async () => {
      await relay.close();
      await servers.close();
    },
  };
}
