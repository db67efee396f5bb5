/**
 * Text of an answer: what was hidden from the enclave is put back, marked as such, and hidden characters are made
 * visible. Only ever drawn or copied here: what is kept and checked is the answer as it came.
 */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { piecesOf, type Mark } from '../../lib/redaction/index.ts';
import { useStrings } from '../ui/strings.ts';
import { VisibleText } from '../ui/VisibleText.tsx';

export type RestoredMark = Pick<Mark, 'placeholder' | 'text'>;

/** What the placeholders of the answer stand for. */
export const MarksContext = createContext<readonly RestoredMark[]>([]);

export function AnswerText({ text }: { text: string }) {
  const { t } = useStrings();
  const marks = useContext(MarksContext);
  if (marks.length === 0) return <VisibleText text={text} />;
  return (
    <>
      {piecesOf(text, marks).map((piece, index) =>
        piece.placeholder === undefined ? (
          <VisibleText key={index} text={piece.text} />
        ) : (
          <span key={index} class="restored" title={t('restored_why', piece.placeholder)}>
            <VisibleText text={piece.text} />
          </span>
        ),
      )}
    </>
  );
}
