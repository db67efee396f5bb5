/** What each party sees of an ask in each of its phases, as locale keys. Pure: it claims nothing that has not happened. */
import type { AskView, ModelView } from '../../lib/ask/index.ts';

export const PARTIES = ['device', 'relay', 'enclave'] as const;
export type Party = (typeof PARTIES)[number];

/** Which way something travels now. */
export type Travel = 'none' | 'out' | 'back' | 'check';

export function travelOf({ phase }: Pick<AskView, 'phase'>): Travel {
  switch (phase) {
    case 'verifying':
      return 'check';
    case 'waiting':
      return 'out';
    case 'streaming':
      return 'back';
    default:
      return 'none';
  }
}

export function seesKey(party: Party, ask: AskView, model: ModelView | undefined): string {
  const stage = stageOf(ask);
  const isAnswered = stage === 'waiting' || stage === 'streaming' || stage === 'over';
  if (party === 'enclave' && isAnswered) {
    if (ask.enclave?.isDevelopmentRoot) return 'path_enclave_development';
    return model?.place === 'third-party' ? 'path_enclave_passes_on' : 'path_enclave_reads';
  }
  if (party === 'relay' && isAnswered && ask.enclave?.network === 'opengradient') {
    return 'path_relay_account';
  }
  return `path_${party}_${stage}`;
}

type Stage = 'queued' | 'verifying' | 'sealing' | 'waiting' | 'streaming' | 'over' | 'nothing';

/** An ask that has ended before anything was sealed has shown its question to nobody. */
function stageOf({ phase, sentBytes }: AskView): Stage {
  switch (phase) {
    case 'queued':
    case 'verifying':
    case 'sealing':
    case 'waiting':
    case 'streaming':
      return phase;
    default:
      return sentBytes === undefined ? 'nothing' : 'over';
  }
}
