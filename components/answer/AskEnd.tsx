/** How an ask ended when it did not simply end: one sentence, what arrived is kept, one way on. */
import type { AskView } from '../../lib/ask/index.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useStrings } from '../ui/strings.ts';

export interface AskEndProps {
  ask: AskView;
  onRetry: () => void;
  onOpenSettings: () => void;
}

export function AskEnd({ ask, onRetry, onOpenSettings }: AskEndProps) {
  const { t } = useStrings();
  if (ask.error) {
    const kept = ask.answerText ? t('answer_kept') : t('question_kept');
    return (
      <ErrorNotice
        error={ask.error}
        more={kept}
        onRetry={onRetry}
        onOpenSettings={onOpenSettings}
      />
    );
  }
  if (ask.phase === 'stopped' && ask.sentBytes === undefined) {
    return <Notice kind="info">{t('stopped_before')}</Notice>;
  }
  if (ask.phase === 'stopped') return <Notice kind="info">{t('answer_stopped')}</Notice>;
  if (ask.phase === 'interrupted') {
    return (
      <ErrorNotice
        error={{ code: 'interrupted', advice: 'retry' }}
        more={t('answer_kept')}
        onRetry={onRetry}
        onOpenSettings={onOpenSettings}
      />
    );
  }
  return null;
}
