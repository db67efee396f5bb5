/** A question in place before an act that cannot be undone; the safe answer has the focus, Escape takes it. */
import { useEffect, useRef } from 'preact/hooks';
import { Button } from './Button.tsx';
import { useStrings } from './strings.ts';

export interface ConfirmProps {
  question: string;
  act: string;
  onAct: () => void;
  onCancel: () => void;
  testId?: string;
}

export function Confirm({ question, act, onAct, onCancel, testId }: ConfirmProps) {
  const { t } = useStrings();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    root.current?.querySelector<HTMLElement>('.button-plain')?.focus();
  }, []);
  return (
    <div
      ref={root}
      class="confirm"
      role="alertdialog"
      aria-label={question}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        event.preventDefault();
        onCancel();
      }}
    >
      <span>{question}</span>
      <span class="confirm-acts">
        <Button onClick={onCancel}>{t('cancel')}</Button>
        <Button kind="danger" onClick={onAct} {...(testId ? { testId } : {})}>
          {act}
        </Button>
      </span>
    </div>
  );
}
