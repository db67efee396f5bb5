/** Either the question being written or an ask and its answer: the worker says which, for every page alike. */
import type { AppState } from '../lib/messages/index.ts';
import { AskList } from './AskList.tsx';
import { announcementKey } from './answer/phases.ts';
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
  const { ask, asks } = state;
  const announcement = announcementKey(ask?.phase);
  return (
    <>
      <p class="only-heard" role="status" data-testid="announcement">
        {announcement && t(announcement)}
      </p>
      <AskList asks={asks} shownId={ask?.id ?? null} onShow={on.showAsk} onStop={on.stop} />
      {ask ? (
        <AnswerScreen state={state} ask={ask} on={on} />
      ) : (
        <ComposeScreen state={state} on={on} onEnclave={onEnclave} />
      )}
    </>
  );
}
