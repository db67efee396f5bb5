/** Which turn of a conversation a kept ask was; the first one says nothing, it may be the only one. */
import type { ProofSummary } from '../../lib/ask/index.ts';
import { useStrings } from '../ui/strings.ts';

export function TurnOf({ proof: { thread } }: { proof: Pick<ProofSummary, 'thread'> }) {
  const { t } = useStrings();
  if (thread === undefined || thread.turn < 2) return null;
  return (
    <span class="proof-turn" data-testid="proof-turn">
      {t('thread_turn', String(thread.turn))}
    </span>
  );
}
