/** The answer as it arrives: provisional until its proof holds, readable and selectable all the while. */
import type { AskView } from '../../lib/ask/index.ts';
import { Chip } from '../ui/Chip.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { useStrings } from '../ui/strings.ts';
import { Markdown } from './Markdown.tsx';
import { isRunning } from './phases.ts';

export function Answer({ ask }: { ask: AskView }) {
  const { t } = useStrings();
  const isEmpty = ask.answerText === '';
  return (
    <section class={`answer${ask.isProvisional ? ' answer-provisional' : ''}`}>
      <div class="answer-head">
        <h2>{t('answer')}</h2>
        {ask.isProvisional && !isEmpty && (
          <Chip testId="provisional" title={t('provisional_why')}>
            {t('provisional')}
          </Chip>
        )}
      </div>
      {!ask.isLanguageModel && (
        <Notice kind="info" testId="not-a-language-model">
          {t('not_a_language_model', ask.model)}
        </Notice>
      )}
      {isEmpty && isRunning(ask.phase) && <Spinner words={t(`phase_${ask.phase}`)} />}
      {isEmpty && !isRunning(ask.phase) && <p class="faint">{t('answer_nothing')}</p>}
      <div data-testid="answer">{!isEmpty && <Markdown text={ask.answerText} />}</div>
    </section>
  );
}
