/** What a conversation has hidden so far: the same value keeps its placeholder, and no placeholder gets two meanings. */
import { useMemo } from 'preact/hooks';
import type { AskView } from '../../lib/ask/index.ts';
import { marksInUse, type Before, type Mark } from '../../lib/redaction/index.ts';
import type { RestoredMark } from './AnswerText.tsx';

export function beforeOf(turns: readonly AskView[]): Before {
  const marks = new Map<string, Mark>();
  for (const { draft } of turns) {
    for (const mark of draft.redaction?.marks ?? []) marks.set(mark.placeholder, mark);
  }
  const lifted = turns.at(-1)?.draft.redaction?.lifted ?? [];
  const taken = turns.map(({ draft, answerText }) => {
    return `${draft.quote}\n${draft.question}\n${answerText}`;
  });
  return { marks: [...marks.values()], lifted, taken: taken.join('\n') };
}

/** What stands behind the placeholders of these turns; the same list as long as they are the same. */
export function useThreadMarks(turns: readonly AskView[]): readonly RestoredMark[] {
  const known = turns.map(({ draft: { redaction } }) => redaction);
  return useMemo(() => {
    const marks = known.flatMap((redaction) => (redaction ? marksInUse(redaction) : []));
    return [...new Map(marks.map((mark) => [mark.placeholder, mark])).values()];
  }, [known.map((redaction) => `${redaction?.of} ${redaction?.lifted.length}`).join()]);
}
