/** The question. It has the focus when the app opens; Ctrl or Cmd with Enter sends. */
import { useEffect, useId, useRef } from 'preact/hooks';
import { useStrings } from '../ui/strings.ts';
import { useEchoedText } from './use-echoed-text.ts';

export interface AskBoxProps {
  question: string;
  /** Where to go on writing, when something was put into the box from outside. */
  caret?: { readonly at: number } | undefined;
  onChange: (question: string) => void;
  onSend: () => void;
}

export function AskBox({ question, caret, onChange, onSend }: AskBoxProps) {
  const { t } = useStrings();
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useEchoedText(question, onChange);
  useEffect(() => {
    // Not the autofocus attribute: Firefox ignores it in a popup that is opened by a command.
    box.current?.focus();
  }, []);
  useEffect(() => {
    if (!caret) return;
    box.current?.focus();
    box.current?.setSelectionRange(caret.at, caret.at);
  }, [caret]);
  return (
    <div class="ask-box">
      <label class="only-heard" for={id}>
        {t('question')}
      </label>
      <textarea
        ref={box}
        id={id}
        class="input question"
        // An empty box stands in the direction of the page.
        dir={text === '' ? undefined : 'auto'}
        rows={3}
        value={text}
        placeholder={t('question_placeholder')}
        autocomplete="off"
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing)
            return;
          event.preventDefault();
          onSend();
        }}
        data-testid="question"
      />
    </div>
  );
}
