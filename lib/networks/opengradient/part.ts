/** What the OpenGradient network is, once it is loaded. A late part of the worker: see lib/late. */
import type { OpenLog, ProofFacts, SettlementRecord, Watch } from '../../proofs/index.ts';
import type { OpengradientSettings, Settings } from '../../settings/index.ts';
import type { NetworkAccount, NetworkEdges, ReadyEnclave } from '../network.ts';
import type { EnclaveView } from '../view.ts';
import { Account } from './account.ts';
import { findEnclave } from './enclave.ts';
import { Ready } from './ready.ts';
import { lookForLeaves, watchOf, type LookEdges } from './settlement.ts';

export interface OpengradientCore {
  readonly account: NetworkAccount;
  prepare(settings: Settings, show: (view: EnclaveView) => void): Promise<ReadyEnclave>;
  watchOf(settings: OpengradientSettings, facts: ProofFacts, nowMs: number): Watch | undefined;
}

export interface OpengradientPart {
  open(edges: NetworkEdges): OpengradientCore;
  /** What has become of each leaf. */
  readonly lookForLeaves: (
    edges: LookEdges,
    settings: OpengradientSettings,
    open: OpenLog,
  ) => Promise<SettlementRecord[]>;
}

export const opengradientPart: OpengradientPart = {
  open: (edges) => {
    const account = new Account(edges);
    return {
      account,
      prepare: async (settings, show) => {
        const enclave = await findEnclave(edges, settings, show);
        return new Ready(edges, settings, account, enclave);
      },
      watchOf,
    };
  },
  lookForLeaves,
};
