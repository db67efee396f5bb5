/** The box in which a question is written. It has the focus when it appears, and Ctrl or Cmd with Enter sends. */
import type { RefObject } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useEchoedText } from './use-echoed-text.ts';

export interface Caret {
  readonly at: number;
  /** The words that it was told for: they come back from the worker after it. */
  readonly in: string;
}

export interface QuestionFieldProps {
  question: string;
  /** Heard, not seen. */
  label: string;
  placeholder: string;
  rows: number;
  class: string;
  testId: string;
  /** Where to go on writing, when something was put into the box from outside. */
  caret?: Caret | undefined;
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
  const leave = useCaret(box, caret, text);
  const write = (next: string): void => {
    leave();
    setText(next);
  };
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
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => sendOnKey(event, props.onSend)}
        data-testid={props.testId}
      />
    </>
  );
}

/** Puts the caret once into the words that it was told for; whoever writes before they come keeps their own. */
function useCaret(
  box: RefObject<HTMLTextAreaElement | null>,
  caret: Caret | undefined,
  text: string,
): () => void {
  const left = useRef<Caret | undefined>(undefined);
  useEffect(() => {
    if (caret) box.current?.focus();
  }, [caret]);
  useEffect(() => {
    if (!caret || left.current === caret || text !== caret.in) return;
    left.current = caret;
    box.current?.setSelectionRange(caret.at, caret.at);
  }, [caret, text]);
  return () => {
    left.current = caret;
  };
}

function sendOnKey(event: KeyboardEvent, onSend: () => void): void {
  const isSend = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
  if (!isSend || event.isComposing) return;
  event.preventDefault();
  onSend();
}
