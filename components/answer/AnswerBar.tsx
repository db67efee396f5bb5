/** What can be done with an ask: stop it while it runs; afterwards copy it, ask again, start anew. */
import type { AskView } from '../../lib/ask/index.ts';
import { Button } from '../ui/Button.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { useStrings } from '../ui/strings.ts';
import { isRunning } from './phases.ts';

export interface AnswerBarProps {
  ask: AskView;
  onStop: () => void;
  onEdit: () => void;
  onNew: () => void;
}

export function AnswerBar({ ask, onStop, onEdit, onNew }: AnswerBarProps) {
  const { t } = useStrings();
  if (isRunning(ask.phase)) {
    return (
      <div class="bar">
        <span>{ask.answerText !== '' && <Spinner words={t(`phase_${ask.phase}`)} />}</span>
        <Button icon="stop" onClick={onStop} testId="stop">
          {t('stop')}
        </Button>
      </div>
    );
  }
  return (
    <div class="bar">
      <span class="bar-group bar-end">
        <Button icon="pen" onClick={onEdit} testId="edit-question">
          {t('edit_question')}
        </Button>
        <Button kind="primary" onClick={onNew} testId="new-question">
          {t('new_question')}
        </Button>
      </span>
    </div>
  );
}
