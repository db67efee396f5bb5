/** One stored proof: what was asked and answered, and every check of its last re-run over the stored evidence. */
import { useId, useState } from 'preact/hooks';
import type { ProofDetail } from '../../lib/ask/index.ts';
import { AnswerText, MarksContext } from '../answer/AnswerText.tsx';
import { CopyAnswer } from '../answer/CopyAnswer.tsx';
import { Markdown } from '../answer/Markdown.tsx';
import { CostSaid } from '../cost/CostSaid.tsx';
import { QuoteBlock } from '../ask/QuoteBlock.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { dateAndTime } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';
import { ForgetConfirm } from './ForgetConfirm.tsx';
import { ProofMarks } from './ProofMarks.tsx';
import { ProofSteps } from './ProofSteps.tsx';
import { TurnOf } from './TurnOf.tsx';

const NONE: readonly never[] = [];

export interface ProofDetailViewProps {
  proof: ProofDetail;
  onRecheck: () => void;
  onForget: () => void;
  onGoOn: () => void;
}

export function ProofDetailView(props: ProofDetailViewProps) {
  const { proof } = props;
  const { t, locale } = useStrings();
  const id = useId();
  return (
    <MarksContext.Provider value={proof.hidden ?? NONE}>
      <article class="proof-detail" data-testid="proof-detail" data-id={proof.id}>
        <h2 class="asked" dir="auto">
          <AnswerText text={proof.question || proof.questionPreview} />
        </h2>
        <p class="faint proof-when">
          {t('asked_at', dateAndTime(locale, proof.createdAtMs))}
          <TurnOf proof={proof} />
        </p>
        {proof.quote && <QuoteBlock quote={proof.quote} source={proof.host} address={proof.url} />}
        {proof.answer && <Markdown text={proof.answer} />}
        <CostSaid cost={proof.cost} />
        {proof.error && <ErrorNotice error={proof.error} />}
        <ProofActs {...props} />
        <div class="proof-chip">
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
    </MarksContext.Provider>
  );
}

/** There is an answer to go on from, and it was asked from this device. */
function canGoOn({ answer, imported, phase }: ProofDetail): boolean {
  return answer !== '' && imported === undefined && phase !== 'streaming';
}

function ProofActs({ proof, onRecheck, onForget, onGoOn }: ProofDetailViewProps) {
  const { t } = useStrings();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <div class="bar-group">
        {proof.answer && (
          <CopyAnswer
            id={proof.id}
            text={proof.answer}
            marks={proof.hidden ?? NONE}
            hasProof={proof.states.receipt === 'holds'}
          />
        )}
        {canGoOn(proof) && (
          <Button icon="send" onClick={onGoOn} testId="proof-go-on">
            {t('go_on')}
          </Button>
        )}
        <Button icon="again" onClick={onRecheck} testId="proof-recheck">
          {t('check_again')}
        </Button>
        <Button kind="quiet" icon="trash" onClick={() => setIsAsking(true)} testId="proof-forget">
          {t('forget')}
        </Button>
      </div>
      {isAsking && <ForgetConfirm onForget={onForget} onCancel={() => setIsAsking(false)} />}
    </>
  );
}
