/** What was said before in this conversation, each turn folded; open it reads like any answer. */
import type { AskView } from '../../lib/ask/index.ts';
import { QuoteBlock } from '../ask/QuoteBlock.tsx';
import { ProofMarks } from '../proof/ProofMarks.tsx';
import { Button } from '../ui/Button.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { hostOf } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';
import { VisibleText } from '../ui/VisibleText.tsx';
import { MarksContext, type RestoredMark } from './AnswerText.tsx';
import { Markdown } from './Markdown.tsx';

export interface EarlierTurnsProps {
  thread: readonly AskView[];
  marks: readonly RestoredMark[];
  onShow: (id: string) => void;
}

export function EarlierTurns({ thread, marks, onShow }: EarlierTurnsProps) {
  const { t } = useStrings();
  if (thread.length === 0) return null;
  return (
    <ol class="turns" aria-label={t('thread_earlier')} data-testid="thread">
      {thread.map((turn) => (
        <li key={turn.id}>
          <Disclosure
            summary={
              <span class="turn-question" dir="auto">
                <VisibleText text={turn.draft.question || t('proof_no_question')} />
              </span>
            }
            testId="turn"
          >
            {() => (
              <MarksContext.Provider value={marks}>
                <Turn turn={turn} onShow={() => onShow(turn.id)} />
              </MarksContext.Provider>
            )}
          </Disclosure>
        </li>
      ))}
    </ol>
  );
}

function Turn({ turn, onShow }: { turn: AskView; onShow: () => void }) {
  const { t } = useStrings();
  const { quote, url } = turn.draft;
  return (
    <div class="turn">
      {quote && <QuoteBlock isShort quote={quote} source={url ? hostOf(url) : ''} address={url} />}
      <Markdown text={turn.answerText} />
      <div class="turn-foot">
        <ProofMarks states={turn.proof} isNamed={false} />
        <span class="faint">{turn.model}</span>
        <Button kind="quiet" onClick={onShow} testId="turn-show">
          {t('turn_show')}
        </Button>
      </div>
    </div>
  );
}
