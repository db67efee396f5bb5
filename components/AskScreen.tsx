/** Either the question being written or the ask and its answer, by what the worker says and what the person chose. */
import { useState } from 'preact/hooks';
import type { AppState } from '../lib/messages/index.ts';
import { announcementKey } from './answer/phases.ts';
import { isOtherDraft } from './ask/drafts.ts';
import { ComposeScreen } from './ask/ComposeScreen.tsx';
import type { AskCallbacks } from './callbacks.ts';
import { AnswerScreen } from './late-screens.ts';
import { useStrings } from './ui/strings.ts';

export interface AskScreenProps {
  state: AppState;
  on: AskCallbacks;
  onEnclave: () => void;
}

export function AskScreen({ state, on, onEnclave }: AskScreenProps) {
  const { t } = useStrings();
  const { ask } = state;
  // The ask whose answer the person left in order to write; reopening the popup forgets this on purpose.
  const [leftId, setLeftId] = useState<string | null>(null);
  // Writing that went on is not ended by coming to the same words again.
  if (ask !== null && ask.id !== leftId && isOtherDraft(state.draft, ask)) setLeftId(ask.id);
  const isAnswerShown = ask !== null && ask.id !== leftId;
  const announcement = announcementKey(ask?.phase);
  return (
    <>
      <p class="only-heard" role="status" data-testid="announcement">
        {isAnswerShown && announcement ? t(announcement) : ''}
      </p>
      {isAnswerShown ? (
        <AnswerScreen
          ask={ask}
          enclave={state.enclave}
          on={on}
          onEdit={() => setLeftId(ask.id)}
          onNew={() => {
            setLeftId(ask.id);
            on.clearDraft();
          }}
        />
      ) : (
        <ComposeScreen state={state} on={on} onEnclave={onEnclave} />
      )}
    </>
  );
}
