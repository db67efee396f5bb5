/**
 * An answer on the clipboard: as text, as Markdown, or with what it takes to ask for its proof. There is no link to a
 * proof, because there is no server of ours that could hold one, and a proof is a file of some twenty kilobytes that
 * may give the question away: so the note names the receipt by its digest, and the file is handed over by the person.
 */
import { useContext } from 'preact/hooks';
import { restored } from '../../lib/redaction/index.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { dateAndTime } from '../ui/format.ts';
import { PageDoorContext, type ProofNote } from '../ui/page-door.ts';
import { useStrings, type Strings } from '../ui/strings.ts';
import type { RestoredMark } from './AnswerText.tsx';
import { markdownTokens, MAX_MARKDOWN_LENGTH } from './markdown-tokens.ts';
import { plainText } from './plain-text.ts';

export interface CopyAnswerProps {
  /** Of the ask, and so of its proof. */
  id: string;
  text: string;
  marks: readonly RestoredMark[];
  hasProof: boolean;
}

/** The answer without Markdown's marks, and with what stayed on this device. */
export function answerAsText(text: string, marks: readonly RestoredMark[]): string {
  const isShort = text.length <= MAX_MARKDOWN_LENGTH;
  return restored(isShort ? plainText(markdownTokens(text)) : text, marks);
}

export function CopyAnswer({ id, text, marks, hasProof }: CopyAnswerProps) {
  const strings = useStrings();
  const { t } = strings;
  const door = useContext(PageDoorContext);
  const withProof = async (): Promise<string> => {
    const note = await door?.proofNote(id);
    return note ? `${restored(text, marks)}\n\n${noteText(strings, note)}` : '';
  };
  return (
    <span class="bar-group copy-answer">
      <CopyButton
        text={() => answerAsText(text, marks)}
        label={t('copy_as_text')}
        words={t('copy_text_short')}
        testId="copy-text"
      />
      <CopyButton
        text={() => restored(text, marks)}
        label={t('copy_as_markdown')}
        words={t('copy_markdown_short')}
        testId="copy-markdown"
      />
      {door && hasProof && (
        <CopyButton
          text={withProof}
          label={t('copy_with_proof')}
          words={t('copy_proof_short')}
          testId="copy-proof"
        />
      )}
    </span>
  );
}

/** What is said of the proof: facts that the file must agree with, and how to check it. */
function noteText({ t, locale }: Strings, note: ProofNote): string {
  const lines = [
    t('proof_note_answered', note.model, dateAndTime(locale, note.atMs)),
    t('proof_note_receipt', note.receiptHex),
    note.logOrigin === '' ? '' : t('proof_note_log', note.logOrigin),
    t('proof_note_check', 'sotto-verify sotto.proof.json'),
  ];
  return `---\n${lines.filter((line) => line !== '').join('\n')}`;
}
