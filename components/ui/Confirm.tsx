/**
 * A question in place before an act that cannot be undone; the safe answer has the focus, Escape takes it. Once it is
 * answered, the focus goes back to where it was.
 */
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
    const [asked, before] = [root.current, document.activeElement];
    asked?.querySelector<HTMLElement>('.button-plain')?.focus();
    return () => {
      const now = document.activeElement;
      const isFree = now === document.body || (asked?.contains(now) ?? false);
      if (isFree && before instanceof HTMLElement && before.isConnected) before.focus();
    };
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
