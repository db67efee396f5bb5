/** What can be done with an ask: stop it while it runs; afterwards go on, change it, ask again, start anew. */
import type { AskView } from '../../lib/ask/index.ts';
import type { AppState } from '../../lib/messages/index.ts';
import { ModelMenu } from '../ask/ModelMenu.tsx';
import { creditsAgain } from '../cost/Credits.tsx';
import type { AskCallbacks } from '../callbacks.ts';
import { Button } from '../ui/Button.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { useStrings } from '../ui/strings.ts';
import { FollowBox } from './FollowBox.tsx';
import { hasEnded } from './phases.ts';

export interface AnswerBarProps {
  state: AppState;
  ask: AskView;
  on: AskCallbacks;
}

export function AnswerBar({ state, ask, on }: AnswerBarProps) {
  const { t } = useStrings();
  const { follow } = state;
  const isOver = hasEnded(ask.phase);
  const isReady = isOver && ask.answerText !== '';
  return (
    <div class="answer-foot">
      {follow?.after === ask.id && (isReady || !isOver) && (
        <FollowBox key={ask.id} {...{ ask, follow, state, isReady, on }} />
      )}
      <div class="bar bar-answer">
        {isOver ? <EndedActions state={state} ask={ask} on={on} /> : <Stop ask={ask} on={on} />}
        <Button icon="plus" label={t('new_question')} onClick={on.clearDraft} testId="new-question">
          {t('new_question')}
        </Button>
      </div>
    </div>
  );
}

function Stop({ ask, on }: Pick<AnswerBarProps, 'ask' | 'on'>) {
  const { t } = useStrings();
  const isQueued = ask.phase === 'queued';
  return (
    <span class="bar-group">
      <Button icon="stop" onClick={() => on.stop(ask.id)} testId="stop">
        {t(isQueued ? 'take_out' : 'stop')}
      </Button>
      {isQueued && <EditButton id={ask.id} on={on} />}
      {ask.answerText !== '' && <Spinner words={t(`phase_${ask.phase}`)} />}
    </span>
  );
}

function EndedActions({ state, ask, on }: AnswerBarProps) {
  const { t } = useStrings();
  const models = state.enclave.models ?? [];
  return (
    <span class="bar-group">
      <EditButton id={ask.id} on={on} />
      {models.length > 0 && (
        <ModelMenu
          models={models}
          chosenId={ask.model}
          icon="again"
          words={t('ask_again')}
          label={t('ask_again_which')}
          credits={(model) => creditsAgain(state, model)}
          onPick={(model) => on.askAgain(ask.id, model, creditsAgain(state, model))}
          testId="ask-again"
        />
      )}
    </span>
  );
}

function EditButton({ id, on }: { id: string; on: AskCallbacks }) {
  const { t } = useStrings();
  return (
    <Button
      icon="pen"
      label={t('edit_question')}
      onClick={() => on.editAsk(id)}
      testId="edit-question"
    />
  );
}
