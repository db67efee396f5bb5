/** The box in which a question is written. It has the focus when it appears, and Ctrl or Cmd with Enter sends. */
import { useEffect, useId, useRef } from 'preact/hooks';
import { useEchoedText } from './use-echoed-text.ts';

export interface QuestionFieldProps {
  question: string;
  /** Heard, not seen. */
  label: string;
  placeholder: string;
  rows: number;
  class: string;
  testId: string;
  /** Where to go on writing, when something was put into the box from outside. */
  caret?: { readonly at: number } | undefined;
  /** What stands above stays where it is when the box takes the focus. */
  keepsScroll?: boolean;
  onChange: (question: string) => void;
  onSend: () => void;
}

export function QuestionField({ question, label, caret, ...props }: QuestionFieldProps) {
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useEchoedText(question, props.onChange);
  useEffect(() => {
    // Not the autofocus attribute: Firefox ignores it in a popup that is opened by a command.
    box.current?.focus({ preventScroll: props.keepsScroll === true });
  }, []);
  useEffect(() => {
    if (!caret) return;
    box.current?.focus();
    box.current?.setSelectionRange(caret.at, caret.at);
  }, [caret]);
  return (
    <>
      <label class="only-heard" for={id}>
        {label}
      </label>
      <textarea
        ref={box}
        id={id}
        class={props.class}
        // An empty box stands in the direction of the page: 'auto' would be from left to right in every language.
        dir={text === '' ? undefined : 'auto'}
        rows={props.rows}
        value={text}
        placeholder={props.placeholder}
        autocomplete="off"
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => sendOnKey(event, props.onSend)}
        data-testid={props.testId}
      />
    </>
  );
}

function sendOnKey(event: KeyboardEvent, onSend: () => void): void {
  const isSend = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
  if (!isSend || event.isComposing) return;
  event.preventDefault();
  onSend();
}
