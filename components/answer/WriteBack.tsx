/**
 * Puts an answer where its quote came from, and takes it back: two buttons, each the person's click. What cannot be
 * written is on the clipboard instead, and said.
 */
import { useContext, useState } from 'preact/hooks';
import type { AskView } from '../../lib/ask/index.ts';
import type { WriteOutcome, WriteRequest } from '../../lib/selection/index.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { PageDoorContext } from '../ui/page-door.ts';
import { useStrings } from '../ui/strings.ts';
import type { RestoredMark } from './AnswerText.tsx';
import { answerAsText } from './CopyAnswer.tsx';

export interface WriteBackProps {
  ask: AskView;
  marks: readonly RestoredMark[];
}

type Said = WriteOutcome | 'undo-failed' | 'not-copied';

const SENTENCES: Readonly<Record<Said, string>> = {
  written: 'write_written',
  undone: 'write_undone',
  gone: 'write_gone',
  changed: 'write_changed',
  'too-long': 'write_too_long',
  'undo-failed': 'write_undo_failed',
  'not-copied': 'write_not_copied',
};

export function WriteBack({ ask, marks }: WriteBackProps) {
  const { t } = useStrings();
  const door = useContext(PageDoorContext);
  const { said, isBusy, order } = useOrders(ask);
  if (door === null || ask.draft.source?.isEditable !== true) return null;
  const write = (act: 'replace' | 'after') =>
    order({ act, text: answerAsText(ask.answerText, marks) });
  return (
    <div class="write-back" role="group" aria-label={t('write_back')}>
      <span class="bar-group">
        <Button
          icon="pen"
          isDisabled={isBusy}
          onClick={() => write('replace')}
          testId="write-replace"
        >
          {t('write_replace')}
        </Button>
        <Button isDisabled={isBusy} onClick={() => write('after')} testId="write-after">
          {t('write_after')}
        </Button>
      </span>
      <div role="status">
        {said && <Outcome said={said} onUndo={() => order({ act: 'undo' })} />}
      </div>
    </div>
  );
}

interface Orders {
  said: Said | null;
  isBusy: boolean;
  order: (request: WriteRequest) => void;
}

/** One at a time, through the door to the page. */
function useOrders({ draft: { source } }: AskView): Orders {
  const door = useContext(PageDoorContext);
  const [said, setSaid] = useState<Said | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const carryOut = async (request: WriteRequest): Promise<void> => {
    if (!door || !source) return;
    setIsBusy(true);
    const outcome = await door.write(source, request);
    setSaid(request.act === 'undo' ? undoneOr(outcome) : await writtenOr(outcome, request.text));
    setIsBusy(false);
  };
  return { said, isBusy, order: (request) => void carryOut(request) };
}

function Outcome({ said, onUndo }: { said: Said; onUndo: () => void }) {
  const { t } = useStrings();
  const isWell = said === 'written' || said === 'undone';
  const undo = said === 'written' && (
    <Button icon="again" onClick={onUndo} testId="write-undo">
      {t('write_undo')}
    </Button>
  );
  return (
    <Notice
      kind={isWell ? 'info' : 'warning'}
      testId="write-said"
      code={said}
      {...(undo ? { actions: undo } : {})}
    >
      {t(SENTENCES[said])}
    </Notice>
  );
}

function undoneOr(outcome: WriteOutcome): Said {
  return outcome === 'undone' ? 'undone' : 'undo-failed';
}

/** Nothing is lost: what the field did not take is on the clipboard. */
async function writtenOr(outcome: WriteOutcome, text: string): Promise<Said> {
  if (outcome === 'written') return outcome;
  try {
    await navigator.clipboard.writeText(text);
    return outcome;
  } catch {
    return 'not-copied';
  }
}
