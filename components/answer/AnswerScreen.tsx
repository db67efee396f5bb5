/** An ask and its answer, from Send to its end, with the proof beside it. The view never scrolls by itself. */
import { useId, useState } from 'preact/hooks';
import type { AskView, Draft, EnclaveView } from '../../lib/ask/index.ts';
import type { AppState } from '../../lib/messages/index.ts';
import type { AskCallbacks } from '../callbacks.ts';
import { creditsAgain } from '../cost/Credits.tsx';
import { QuoteBlock } from '../ask/QuoteBlock.tsx';
import { ProofChip } from '../proof/ProofChip.tsx';
import { ProofSteps } from '../proof/ProofSteps.tsx';
import { hostOf } from '../ui/format.ts';
import { ScrollBody } from '../ui/ScrollBody.tsx';
import { useStrings } from '../ui/strings.ts';
import { VisibleText } from '../ui/VisibleText.tsx';
import { Answer } from './Answer.tsx';
import type { RestoredMark } from './AnswerText.tsx';
import { AnswerBar } from './AnswerBar.tsx';
import { AskEnd } from './AskEnd.tsx';
import { CopyAnswer } from './CopyAnswer.tsx';
import { EarlierTurns } from './EarlierTurns.tsx';
import { CutNotice } from './FollowBox.tsx';
import { PathDiagram } from './PathDiagram.tsx';
import { hasEnded } from './phases.ts';
import { QueuedNotice } from './QueuedNotice.tsx';
import { useThreadMarks } from './thread-marks.ts';
import { Versions } from './Versions.tsx';
import { Weight } from './Weight.tsx';
import { WriteBack } from './WriteBack.tsx';

export interface AnswerScreenProps {
  state: AppState;
  ask: AskView;
  on: AskCallbacks;
}

export function AnswerScreen({ state, ask, on }: AnswerScreenProps) {
  const { t } = useStrings();
  const { thread, asks, enclave } = state;
  const marks = useThreadMarks([...thread, ask]);
  const isOver = hasEnded(ask.phase);
  return (
    <>
      <ScrollBody
        label={t('answer')}
        growth={ask.answerText.length}
        isGrowing={ask.phase === 'streaming'}
      >
        <EarlierTurns thread={thread} marks={marks} onShow={on.showAsk} />
        <Asked ask={ask} />
        <Versions ask={ask} asks={asks} onShow={on.showAsk} />
        <CutNotice cut={ask.place.cut ?? 0} />
        {ask.phase === 'queued' && (
          <QueuedNotice ask={ask} onWait={(until) => on.letWait(ask.id, until)} />
        )}
        {ask.phase !== 'queued' && <Answer ask={ask} marks={marks} />}
        {isOver && <End state={state} ask={ask} on={on} />}
        {isOver && ask.answerText !== '' && (
          <Uses ask={ask} marks={marks} source={sourceOf(state)} />
        )}
        {ask.phase !== 'queued' && (
          <AnswerProof key={ask.id} ask={ask} now={enclave} onRecheck={on.recheckEnclave} />
        )}
      </ScrollBody>
      {!isOver && <PathDiagram ask={ask} enclave={enclave} />}
      <AnswerBar state={state} ask={ask} on={on} />
    </>
  );
}

function End({ state, ask, on }: AnswerScreenProps) {
  const credits = creditsAgain(state, ask.model);
  const retry = () => on.askAgain(ask.id, undefined, credits);
  return <AskEnd {...{ ask, credits }} onRetry={retry} onOpenSettings={on.openSettings} />;
}

function Asked({ ask: { draft } }: { ask: AskView }) {
  const { t } = useStrings();
  return (
    <>
      <p class="asked" dir="auto">
        <VisibleText text={draft.question || t('proof_no_question')} />
      </p>
      {draft.quote && (
        <QuoteBlock
          isShort
          quote={draft.quote}
          source={draft.url ? hostOf(draft.url) : ''}
          address={draft.url}
        />
      )}
    </>
  );
}

interface UsesProps {
  ask: AskView;
  marks: readonly RestoredMark[];
  source: Draft['source'];
}

/** What can be done with an answer: into the page, onto the clipboard. */
function Uses({ ask, marks, source }: UsesProps) {
  const hasProof = ask.proof.receipt === 'holds';
  const draft = source === undefined ? ask.draft : { ...ask.draft, source };
  return (
    <>
      <WriteBack key={ask.id} ask={{ ...ask, draft }} marks={marks} />
      <CopyAnswer id={ask.id} text={ask.answerText} marks={marks} hasProof={hasProof} />
    </>
  );
}

/** The field that the conversation's quote came from is that of every turn. */
function sourceOf({ thread, ask }: AppState): Draft['source'] {
  return (thread[0] ?? ask)?.draft.source;
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
      {isOpen && hasEnded(ask.phase) && <PathDiagram ask={ask} enclave={enclave} />}
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
