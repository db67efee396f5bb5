/** The asks that wait, run, or have just ended: each with its state in shape and words, to be shown or stopped. */
import type { AskBrief } from '../lib/ask/index.ts';
import { Button } from './ui/Button.tsx';
import { useStrings } from './ui/strings.ts';
import { Verdict, type Tone } from './ui/Verdict.tsx';

export interface AskListProps {
  asks: readonly AskBrief[];
  shownId: string | null;
  onShow: (id: string | null) => void;
  onStop: (id: string) => void;
}

const MAX_ENDED = 5;

export function AskList({ asks, shownId, onShow, onStop }: AskListProps) {
  const { t } = useStrings();
  const shown = asks.find(({ id }) => id === shownId);
  const lines = linesOf(asks, shown);
  // One conversation that is on the screen anyway needs no list.
  if (lines.every(({ id }) => id === shownId)) return null;
  return (
    <nav class="ask-list" aria-label={t('asks')} data-testid="asks">
      <ul>
        {lines.map((ask) => (
          <AskLine
            key={ask.id}
            ask={ask}
            isShown={ask.id === shownId}
            onShow={() => onShow(ask.id)}
            onStop={() => onStop(ask.id)}
          />
        ))}
      </ul>
    </nav>
  );
}

/** The newest of each conversation, or the one of it that is shown; of those that have ended only a few. */
function linesOf(asks: readonly AskBrief[], shown: AskBrief | undefined): AskBrief[] {
  const byThread = new Map<string, AskBrief>();
  for (const ask of asks) {
    const known = byThread.get(ask.place.thread);
    if (known === undefined || (isOpen(ask) && !isOpen(known))) byThread.set(ask.place.thread, ask);
  }
  if (shown !== undefined) byThread.set(shown.place.thread, shown);
  let ended = 0;
  return [...byThread.values()].filter((ask) => isOpen(ask) || ended++ < MAX_ENDED);
}

function isOpen({ phase }: AskBrief): boolean {
  return toneOf(phase) === 'pending';
}

function toneOf(phase: AskBrief['phase']): Tone {
  switch (phase) {
    case 'done':
      return 'holds';
    case 'stopped':
      return 'absent';
    case 'interrupted':
    case 'refused':
    case 'failed':
      return 'fails';
    default:
      return 'pending';
  }
}

interface AskLineProps {
  ask: AskBrief;
  isShown: boolean;
  onShow: () => void;
  onStop: () => void;
}

function AskLine({ ask, isShown, onShow, onStop }: AskLineProps) {
  const { t } = useStrings();
  const { phase, preview, isUnseen } = ask;
  const state = t(`ask_state_${phase}`);
  return (
    <li class={`ask-line${isUnseen ? ' ask-line-unseen' : ''}`} data-phase={phase}>
      <button
        type="button"
        class="ask-line-show"
        aria-current={isShown ? 'true' : undefined}
        title={`${preview} · ${state}`}
        onClick={onShow}
        data-testid="ask-line"
      >
        <Verdict tone={toneOf(phase)} />
        <span class="ask-line-words" dir="auto">
          {preview || t('proof_no_question')}
        </span>
        <span class="only-heard">
          {state}
          {isUnseen && ` ${t('ask_unseen')}`}
        </span>
      </button>
      {isOpen(ask) && !isShown && (
        <Button
          kind="quiet"
          icon="stop"
          label={t('ask_stop_named', preview)}
          onClick={onStop}
          testId="ask-line-stop"
        />
      )}
    </li>
  );
}
