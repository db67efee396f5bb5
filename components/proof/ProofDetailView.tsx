/** One stored proof: what was asked and answered, and every check of its last re-run over the stored evidence. */
import { useId, useState } from 'preact/hooks';
import type { ProofDetail } from '../../lib/ask/index.ts';
import { CopyAnswer } from '../answer/AnswerBar.tsx';
import { Markdown } from '../answer/Markdown.tsx';
import { QuoteBlock } from '../ask/QuoteBlock.tsx';
import { Button } from '../ui/Button.tsx';
import { Confirm } from '../ui/Confirm.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { dateAndTime } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';
import { VisibleText } from '../ui/VisibleText.tsx';
import { ProofMarks } from './ProofMarks.tsx';
import { ProofSteps } from './ProofSteps.tsx';

export interface ProofDetailViewProps {
  proof: ProofDetail;
  onRecheck: () => void;
  onForget: () => void;
}

export function ProofDetailView({ proof, onRecheck, onForget }: ProofDetailViewProps) {
  const { t, locale } = useStrings();
  const id = useId();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <article class="proof-detail" data-testid="proof-detail" data-id={proof.id}>
      <h2 class="asked" dir="auto">
        <VisibleText text={proof.question || proof.questionPreview} />
      </h2>
      <p class="faint proof-when">{t('asked_at', dateAndTime(locale, proof.createdAtMs))}</p>
      {proof.quote && <QuoteBlock quote={proof.quote} source={proof.host} />}
      {proof.answer && <Markdown text={proof.answer} />}
      {proof.error && <ErrorNotice error={proof.error} />}
      <div class="bar-group">
        {proof.answer && <CopyAnswer text={proof.answer} />}
        <Button icon="again" onClick={onRecheck} testId="proof-recheck">
          {t('check_again')}
        </Button>
        <Button kind="quiet" icon="trash" onClick={() => setIsAsking(true)} testId="proof-forget">
          {t('forget')}
        </Button>
      </div>
      {isAsking && (
        <Confirm
          question={t('proof_forget_sure')}
          act={t('forget')}
          onAct={onForget}
          onCancel={() => setIsAsking(false)}
          testId="proof-forget-sure"
        />
      )}
      <div class="proof-chip proof-chip-still">
        <ProofMarks states={proof.states} isNamed />
      </div>
      <ProofSteps
        id={id}
        enclave={{ ...proof.enclave, relayHost: proof.relayHost, keyId: proof.keyId }}
        states={proof.states}
        steps={proof.steps}
        model={proof.model}
      />
    </article>
  );
}
