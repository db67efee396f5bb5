/**
 * The next question under an answer: it has the focus, is kept while it is written, and is sent only by the person.
 * What it would seal, earlier turns included, is one click away.
 */
import type { AskView, FollowView, ModelView } from '../../lib/ask/index.ts';
import type { AppState } from '../../lib/messages/index.ts';
import { chooseModel } from '../../lib/prompts/index.ts';
import { HiddenChips } from '../ask/HiddenChips.tsx';
import { QuestionField } from '../ask/QuestionField.tsx';
import { useRedacted, type Redacted } from '../ask/use-redacted.ts';
import { WhatLeaves } from '../ask/WhatLeaves.tsx';
import type { AskCallbacks, DraftChange } from '../callbacks.ts';
import { CostEstimate } from '../cost/CostEstimate.tsx';
import { Credits } from '../cost/Credits.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Notice } from '../ui/Notice.tsx';
import { plural, useStrings } from '../ui/strings.ts';
import { beforeOf } from './thread-marks.ts';

export interface FollowBoxProps {
  ask: AskView;
  follow: FollowView;
  state: AppState;
  /** An answer stands above that can be gone on from. */
  isReady: boolean;
  on: AskCallbacks;
}

export function FollowBox({ ask, follow, state, isReady, on }: FollowBoxProps) {
  const { enclave, settings, thread } = state;
  const { draft, leaves } = follow;
  const change = (some: DraftChange) => changeFollow(on, follow, some);
  const before = beforeOf([...thread, ask]);
  const redacted = useRedacted(draft, settings.redaction, change, before);
  const isReachable = enclave.phase === 'ready' || enclave.phase === 'checking';
  const isWritten = draft.question.trim() !== '';
  const maySend = isReady && isReachable && isWritten && redacted.isCurrent && !leaves?.error;
  const model = chooseModel(enclave.models ?? [], draft.model, settings.model);
  return (
    <div class="follow">
      {isWritten && isReady && <Leaving {...{ follow, state, model, redacted }} />}
      <FollowText
        question={draft.question}
        maySend={maySend}
        onChange={(question) => redacted.change({ question })}
        onSend={() => maySend && on.sendFollow(ask.id, model?.id, leaves?.credits)}
      />
    </div>
  );
}

interface LeavingProps extends Pick<FollowBoxProps, 'follow' | 'state'> {
  model: ModelView | undefined;
  redacted: Redacted;
}

/** What stays here, what leaves, and what it costs. */
function Leaving({ follow, state, model, redacted }: LeavingProps) {
  const { enclave, settings } = state;
  const { draft, leaves } = follow;
  return (
    <>
      <div class="follow-leaves">
        {redacted.isCurrent && draft.redaction && (
          <HiddenChips
            redaction={draft.redaction}
            onChange={(redaction) => redacted.change({ redaction })}
          />
        )}
        <CutNotice cut={follow.cut} isAhead />
        {leaves?.error && <ErrorNotice error={leaves.error} />}
        <WhatLeaves leaves={leaves} enclave={enclave} model={model} />
      </div>
      <p class="follow-price">
        <Credits credits={leaves?.credits} />
        <CostEstimate model={model} leaves={leaves} enclave={enclave} settings={settings} />
      </p>
    </>
  );
}

function changeFollow(
  on: AskCallbacks,
  { after, draft }: FollowView,
  { question, model, redaction }: DraftChange,
): void {
  const known = {
    ...(question === undefined ? {} : { question }),
    ...(model === undefined ? {} : { model }),
  };
  // Nothing is written yet: there is nothing to hide either.
  const isEmpty = (question ?? draft.question) === '';
  if (isEmpty && question === undefined && model === undefined) return;
  on.changeFollow(after, redaction === undefined ? known : { ...known, redaction });
}

/** Said before the turn is sent, and beside the answer to it. */
export function CutNotice({ cut, isAhead = false }: { cut: number; isAhead?: boolean }) {
  const strings = useStrings();
  if (cut === 0) return null;
  return (
    <Notice kind="info" testId="thread-cut">
      {plural(strings, isAhead ? 'thread_cut_ahead' : 'thread_cut', cut)}
    </Notice>
  );
}

interface FollowTextProps {
  question: string;
  maySend: boolean;
  onChange: (question: string) => void;
  onSend: () => void;
}

function FollowText({ question, maySend, onChange, onSend }: FollowTextProps) {
  const { t } = useStrings();
  return (
    <div class="follow-row">
      <QuestionField
        {...{ question, onChange, onSend, keepsScroll: true }}
        {...{ label: t('follow_up'), placeholder: t('follow_up_placeholder') }}
        {...{ rows: 1, class: 'input follow-text', testId: 'follow-text' }}
      />
      <Button
        kind="primary"
        icon="send"
        label={t('follow_up_send')}
        isDisabled={!maySend}
        onClick={onSend}
        testId="follow-send"
      />
    </div>
  );
}
