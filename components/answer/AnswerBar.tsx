/** What can be done with an ask: stop it while it runs; afterwards copy it, ask again, start anew. */
import type { AskView } from '../../lib/ask/index.ts';
import { restored } from '../../lib/redaction/index.ts';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { useStrings } from '../ui/strings.ts';
import type { RestoredMark } from './AnswerText.tsx';
import { markdownTokens, MAX_MARKDOWN_LENGTH, plainText } from './markdown-tokens.ts';
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

export interface CopyAnswerProps {
  text: string;
  marks: readonly RestoredMark[];
}

export function CopyAnswer({ text, marks }: CopyAnswerProps) {
  const { t } = useStrings();
  const plain = () => (text.length > MAX_MARKDOWN_LENGTH ? text : plainText(markdownTokens(text)));
  return (
    <span class="bar-group copy-answer">
      <CopyButton
        text={() => restored(plain(), marks)}
        label={t('copy_as_text')}
        words={t('copy_text_short')}
      />
      <CopyButton
        text={() => restored(text, marks)}
        label={t('copy_as_markdown')}
        words={t('copy_markdown_short')}
      />
    </span>
  );
}
