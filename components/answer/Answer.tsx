/** The answer as it arrives: provisional until its proof holds, readable and selectable all the while. */
import type { AskView } from '../../lib/ask/index.ts';
import { showableLength } from '../../lib/redaction/index.ts';
import { Chip } from '../ui/Chip.tsx';
import { Notice } from '../ui/Notice.tsx';
import { LongWait } from '../ui/LongWait.tsx';
import { useStrings } from '../ui/strings.ts';
import { MarksContext, type RestoredMark } from './AnswerText.tsx';
import { Markdown } from './Markdown.tsx';
import { isRunning } from './phases.ts';

export interface AnswerProps {
  ask: AskView;
  /** What stayed here of the whole conversation. */
  marks: readonly RestoredMark[];
}

export function Answer({ ask, marks }: AnswerProps) {
  const { t } = useStrings();
  const isEmpty = ask.answerText === '';
  const isGrowing = isRunning(ask.phase);
  const shown = isGrowing
    ? ask.answerText.slice(0, showableLength(ask.answerText, marks))
    : ask.answerText;
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
      {isEmpty && isGrowing && <LongWait words={t(`phase_${ask.phase}`)} more={t('wait_answer')} />}
      {isEmpty && !isGrowing && <p class="faint">{t('answer_nothing')}</p>}
      <MarksContext.Provider value={marks}>
        <div data-testid="answer">
          {!isEmpty && <Markdown text={shown} isGrowing={isGrowing} />}
        </div>
      </MarksContext.Provider>
    </section>
  );
}
