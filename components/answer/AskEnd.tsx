/** How an ask ended when it did not simply end: one sentence, what arrived is kept, one way on. */
import type { AskView, ErrorView } from '../../lib/ask/index.ts';
import { useCreditsWords } from '../cost/Credits.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useStrings } from '../ui/strings.ts';

export interface AskEndProps {
  ask: AskView;
  /** What asking again would cost. */
  credits?: number | undefined;
  onRetry: () => void;
  onOpenSettings: () => void;
}

const INTERRUPTED: ErrorView = { code: 'interrupted', advice: 'retry' };

export function AskEnd({ ask, credits, onRetry, onOpenSettings }: AskEndProps) {
  const { t } = useStrings();
  const price = useCreditsWords(credits);
  const error = ask.error ?? (ask.phase === 'interrupted' ? INTERRUPTED : undefined);
  if (error) {
    const kept = ask.answerText ? t('answer_kept') : t('question_kept');
    return (
      <ErrorNotice
        error={error}
        more={error.advice === 'retry' && price ? `${kept} ${price}` : kept}
        onRetry={onRetry}
        onOpenSettings={onOpenSettings}
      />
    );
  }
  if (ask.phase !== 'stopped') return null;
  const words = ask.sentBytes === undefined ? 'stopped_before' : 'answer_stopped';
  return <Notice kind="info">{t(words)}</Notice>;
}
