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

/** @param modelName What the one model on this desk is called. */
export async function startTourServers(modelName = 'test-model'): Promise<TourServers> {
  const servers = await startServers(undefined, { models: [modelName] });
  const relay = await lieBefore(servers.recorder.url);
  return {
    pageUrl: servers.pages.url,
    model: servers.model,
    settings: { ...servers.settings, relayUrl: relay.url },
    settle: () => servers.stack.settle(),
    hideLog: () => relay.showLog('none'),
    close: async () => {
      await relay.close();
      await servers.close();
    },
  };
}
