/** An ask and its answer, from Send to its end, with the proof beside it. The view never scrolls by itself. */
import { useId, useState } from 'preact/hooks';
import type { AskView, EnclaveView } from '../../lib/ask/index.ts';
import type { AskCallbacks } from '../callbacks.ts';
import { editableOf } from '../ask/drafts.ts';
import { QuoteBlock } from '../ask/QuoteBlock.tsx';
import { ProofChip } from '../proof/ProofChip.tsx';
import { ProofSteps } from '../proof/ProofSteps.tsx';
import { hostOf } from '../ui/format.ts';
import { ScrollBody } from '../ui/ScrollBody.tsx';
import { useStrings } from '../ui/strings.ts';
import { VisibleText } from '../ui/VisibleText.tsx';
import { Answer } from './Answer.tsx';
import { useMarks } from './AnswerText.tsx';
import { AnswerBar } from './AnswerBar.tsx';
import { AskEnd } from './AskEnd.tsx';
import { CopyAnswer } from './CopyAnswer.tsx';
import { isRunning } from './phases.ts';
import { Weight } from './Weight.tsx';
import { WriteBack } from './WriteBack.tsx';

export interface AnswerScreenProps {
  ask: AskView;
  enclave: EnclaveView;
  on: AskCallbacks;
  onEdit: () => void;
  onNew: () => void;
}

export function AnswerScreen({ ask, enclave, on, onEdit, onNew }: AnswerScreenProps) {
  const { t } = useStrings();
  const { draft } = ask;
  // A click of the person's, like Send: the same question again, whatever the draft holds by now.
  const retry = () => {
    on.changeDraft(editableOf(draft));
    on.send(ask.model);
  };
  const edit = () => {
    on.changeDraft(editableOf(draft));
    onEdit();
  };
  const marks = useMarks(draft);
  const isOver = !isRunning(ask.phase);
  return (
    <>
      <ScrollBody label={t('answer')} growth={ask.answerText.length} isGrowing={!isOver}>
        <p class="asked" dir="auto">
          <VisibleText text={draft.question || t('proof_no_question')} />
        </p>
        {draft.quote && (
          <QuoteBlock isShort quote={draft.quote} source={draft.url ? hostOf(draft.url) : ''} />
        )}
        <Answer ask={ask} />
        {isOver && <AskEnd ask={ask} onRetry={retry} onOpenSettings={on.openSettings} />}
        {isOver && ask.answerText !== '' && <Uses ask={ask} marks={marks} />}
        <AnswerProof ask={ask} now={enclave} onRecheck={on.recheckEnclave} />
      </ScrollBody>
      <AnswerBar ask={ask} onStop={() => on.stop(ask.id)} onEdit={edit} onNew={onNew} />
    </>
  );
}

/** What can be done with an answer: into the page, onto the clipboard. */
function Uses({ ask, marks }: { ask: AskView; marks: ReturnType<typeof useMarks> }) {
  const hasProof = ask.proof.receipt === 'holds';
  return (
    <>
      <WriteBack key={ask.id} ask={ask} marks={marks} />
      <CopyAnswer id={ask.id} text={ask.answerText} marks={marks} hasProof={hasProof} />
    </>
  );
}

interface AnswerProofProps {
  ask: AskView;
  /** The enclave as it is now: shown only until the ask has one of its own. */
  now: EnclaveView;
  onRecheck: () => void;
}

function AnswerProof({ ask, now, onRecheck }: AnswerProofProps) {
  const enclave = ask.enclave ?? now;
  const panelId = useId();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <ProofChip
        states={ask.proof}
        isOpen={isOpen}
        panelId={panelId}
        onToggle={() => setIsOpen(!isOpen)}
      />
      {isOpen && <Weight ask={ask} />}
      {isOpen && (
        <ProofSteps
          id={panelId}
          enclave={enclave}
          steps={enclave.steps ?? []}
          states={ask.proof}
          model={ask.model}
          upstream={ask.upstream}
          {...(ask.enclave ? {} : { onRecheck })}
        />
      )}
    </>
  );
}
